import { expect, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { createTestClock } from '../../server/testing/test-clock.ts';
import { encryptionWith, isVerified, summaryWith, verify } from '../testing/compare.ts';
import { aisyah, badrul, chatId, pairForEachTest, world } from '../testing/pair.ts';
import { type Person, startWorld } from '../testing/world.ts';

pairForEachTest({ firstText: 'mula' });
const keyOf = async (viewer: Person, other: Person) => {
  const { key } = await encryptionWith(viewer, other);
  if (!key) throw new Error('no key');
  return key;
};
/** Resolves once the log and the server were asked about the devices of the other. */
const knows = (viewer: Person, other: Person) =>
  viewer
    .own()
    .until(async () =>
      (await encryptionWith(viewer, other)).theirDevices.every(
        ({ loggedAt, signingKey }) => loggedAt !== null && signingKey !== null,
      ),
    );
const scan = async (viewer: Person, other: Person, scanned: string) =>
  (await viewer.handlers().encryption.scan({ accountId: other.accountId, scanned })).result;

test('both sides show the same sixty digits; nothing is verified before it was compared', async () => {
  const [here, there] = [await keyOf(aisyah, badrul), await keyOf(badrul, aisyah)];
  expect(here.safetyNumber).toMatch(/^\d{60}$/);
  expect(there.safetyNumber).toBe(here.safetyNumber);
  expect(there.scannable).not.toBe(here.scannable);
  const said = await encryptionWith(aisyah, badrul);
  expect(said).toMatchObject({
    status: { state: 'not_verified', isVerified: false },
    verified: null,
    comparedBefore: null,
    key: { since: expect.any(Number) },
    ownDevices: [{ deviceId: 1, thisDevice: true, signingKey: expect.any(String) }],
    theirDevices: [{ deviceId: 1, name: null, thisDevice: false, addedAt: null }],
    events: [{ what: 'first_seen', at: here.since, keyHash: here.keyHash, by: [{ deviceId: 1 }] }],
  });
  expect((await summaryWith(aisyah, badrul)).encryption).toEqual(said.status);
});

test('before a word was said there is nothing to compare, and nobody to compare with', async () => {
  const cik = await world.person('+60123456703', 'Cik');
  await aisyah.chatWith(cik);
  expect(await encryptionWith(aisyah, cik)).toMatchObject({ key: null, events: [] });
  const { accountId } = cik;
  const { encryption } = aisyah.handlers();
  const notFound = { code: 'not_found' };
  await expect(encryption.verify({ accountId, keyHash: 'a'.repeat(64) })).rejects.toMatchObject(
    notFound,
  );
  await expect(encryption.scan({ accountId, scanned: 'x' })).rejects.toMatchObject(notFound);
  const nobody = crypto.randomUUID();
  await expect(encryption.get({ accountId: nobody })).rejects.toMatchObject(notFound);
  await expect(encryption.unverify({ accountId })).resolves.toEqual({});

  // The first word begins it, and is told.
  const told = new Set<string>();
  aisyah.own().on('encryption.changed', (changed) => void told.add(changed.accountId));
  await aisyah.send(await aisyah.chatWith(cik), 'hai');
  await cik.received(aisyah, 1);
  expect(told).toEqual(new Set([accountId]));
  expect((await encryptionWith(aisyah, cik)).events.map(({ what }) => what)).toEqual([
    'first_seen',
  ]);
  await verify(aisyah, cik);
  expect(await isVerified(aisyah, cik)).toBe(true);
});

test('the other’s code verifies at once; somebody else’s is a different one, and what is no code says so', async () => {
  const events: string[] = [];
  aisyah.own().on('encryption.changed', ({ accountId }) => void events.push(accountId));
  const cik = await world.person('+60123456703', 'Cik');
  await cik.send(await cik.chatWith(aisyah), 'hai');
  await aisyah.received(cik, 1);
  const ofCik = (await keyOf(cik, aisyah)).scannable;
  expect(await scan(aisyah, badrul, ofCik)).toBe('different');
  expect(await scan(aisyah, badrul, (await keyOf(aisyah, badrul)).scannable)).toBe('different');
  expect(await scan(aisyah, badrul, 'https://example.org')).toBe('not_a_code');
  expect(await scan(aisyah, badrul, 'bisik-verify:CAMSIgog')).toBe('newer_version');
  expect(await isVerified(aisyah, badrul)).toBe(false);
  await knows(aisyah, badrul);
  await knows(aisyah, cik);
  events.length = 0;

  expect(await scan(aisyah, badrul, (await keyOf(badrul, aisyah)).scannable)).toBe('same');
  expect(await isVerified(aisyah, badrul)).toBe(true);
  expect(new Set(events)).toEqual(new Set([badrul.accountId]));
  const said = await encryptionWith(aisyah, badrul);
  expect(said.status).toEqual({ state: 'verified', isVerified: true });
  expect(said.verified).toMatchObject({ thisDevice: true, device: expect.any(String) });
  expect(said.events.map(({ what }) => what)).toEqual(['verified', 'first_seen']);
  // One side's mark is its own.
  expect(await isVerified(badrul, aisyah)).toBe(false);
  expect(await isVerified(aisyah, cik)).toBe(false);
});

test('that numbers were not the same stands over a restart and over what was compared, until they are or it was a mistake', async () => {
  const { accountId } = badrul;
  const { encryption } = aisyah.handlers();
  const key = await keyOf(aisyah, badrul);
  const { keyHash } = key;
  await expect(encryption.differ({ accountId, keyHash: 'a'.repeat(64) })).rejects.toMatchObject({
    code: 'keys_changed_again',
  });
  await verify(aisyah, badrul);
  const told: string[] = [];
  aisyah.own().on('chats.changed', ({ chats }) => {
    for (const chat of chats) if (chat.chatId === chatId) told.push(chat.encryption.state);
  });
  await encryption.differ({ accountId, keyHash });
  expect(told.at(-1)).toBe('numbers_differ');
  const differs = { of: 'in_use', thisDevice: true, device: expect.any(String) };
  const said = {
    status: { state: 'numbers_differ', isVerified: false },
    verified: null,
    differs: { ...differs, at: expect.any(Number) },
  };
  for (const again of ['reopen', 'crash'] as const) {
    expect(await encryptionWith(aisyah, badrul)).toMatchObject(said);
    expect((await summaryWith(aisyah, badrul)).differs).toMatchObject(differs);
    await aisyah[again]();
  }
  expect(await encryptionWith(aisyah, badrul)).toMatchObject(said);
  // What is written goes on: the person is told, and decides.
  await aisyah.send(chatId, 'hai');
  await badrul.received(aisyah, 2);

  await aisyah.handlers().encryption.undoDiffer({ accountId });
  expect((await encryptionWith(aisyah, badrul)).differs).toBeNull();
  await aisyah.handlers().encryption.differ({ accountId, keyHash });
  expect(await scan(aisyah, badrul, (await keyOf(badrul, aisyah)).scannable)).toBe('same');
  const after = await encryptionWith(aisyah, badrul);
  expect([after.status.state, after.differs]).toEqual(['verified', null]);
});

test('a mark is for the key that was compared, is told, outlives a restart, and is taken back', async () => {
  const { accountId } = badrul;
  await expect(
    aisyah.handlers().encryption.verify({ accountId, keyHash: 'a'.repeat(64) }),
  ).rejects.toMatchObject({ code: 'keys_changed_again' });
  const told: boolean[] = [];
  aisyah.own().on('chats.changed', ({ chats }) => {
    for (const chat of chats) if (chat.chatId === chatId) told.push(chat.encryption.isVerified);
  });
  await verify(aisyah, badrul);
  expect(told.at(-1)).toBe(true);
  await aisyah.reopen();
  expect(await isVerified(aisyah, badrul)).toBe(true);
  await aisyah.crash();
  expect(await isVerified(aisyah, badrul)).toBe(true);
  await aisyah.handlers().encryption.unverify({ accountId });
  expect(await isVerified(aisyah, badrul)).toBe(false);
  expect(await encryptionWith(aisyah, badrul)).toMatchObject({ comparedBefore: null });
  await aisyah.reopen();
  expect(await isVerified(aisyah, badrul)).toBe(false);
  const { events, key } = await encryptionWith(aisyah, badrul);
  expect(events).toMatchObject([
    { what: 'unverified', keyHash: key?.keyHash, comparedOn: expect.any(String) },
    { what: 'verified', keyHash: key?.keyHash, comparedOn: expect.any(String) },
    { what: 'first_seen' },
  ]);
});

test('a block changes nothing about which key was compared', async () => {
  await verify(aisyah, badrul);
  await aisyah.handlers().people.block({ accountId: badrul.accountId });
  expect(await isVerified(aisyah, badrul)).toBe(true);
  await aisyah.handlers().people.unblock({ accountId: badrul.accountId });
  expect(await isVerified(aisyah, badrul)).toBe(true);
});

test('own new keys end every mark: the numbers are others', async () => {
  await verify(aisyah, badrul);
  await aisyah.online();
  const before = await keyOf(aisyah, badrul);
  const told = new Set<string>();
  aisyah.own().on('encryption.changed', ({ accountId }) => void told.add(accountId));
  await aisyah.handlers().devices.makeNewKeys({});
  expect(await isVerified(aisyah, badrul)).toBe(false);
  expect(told).toEqual(new Set([badrul.accountId]));
  const after = await keyOf(aisyah, badrul);
  expect(after.keyHash).toBe(before.keyHash);
  expect(after.safetyNumber).not.toBe(before.safetyNumber);
  const said = await encryptionWith(aisyah, badrul);
  expect(said).toMatchObject({ verified: null, comparedBefore: 'own' });
  expect(said.events.map(({ what }) => what)).toEqual(['ended_by_own', 'verified', 'first_seen']);
  // A device that joins then has no mark either.
  await aisyah.online();
  const laptop = await world.device(aisyah, 'Laptop');
  await laptop.online();
  await laptop.send(await laptop.chatWith(badrul), 'dari komputer riba');
  await laptop.own().until(async () => (await encryptionWith(laptop, badrul)).key !== null);
  expect(await isVerified(laptop, badrul)).toBe(false);
  await verify(aisyah, badrul);
  expect(await isVerified(aisyah, badrul)).toBe(true);
});

test('own new keys of which the answer was lost end the marks once it is known, over a crash', async () => {
  await verify(aisyah, badrul);
  await aisyah.online();
  aisyah.network().onRequest = async ({ url }, pass) => {
    const answer = await pass();
    if (url.endsWith('/v1/account/identity')) throw new CodedError('offline');
    return answer;
  };
  const { newKeys } = await aisyah.handlers().devices.makeNewKeys({});
  expect(newKeys.stage).toBe('waiting');
  const before = await keyOf(aisyah, badrul);
  await aisyah.crash();
  await aisyah.own().until(async () => !(await isVerified(aisyah, badrul)));
  expect((await keyOf(aisyah, badrul)).safetyNumber).not.toBe(before.safetyNumber);
  await aisyah.crash();
  expect(await isVerified(aisyah, badrul)).toBe(false);
});

test('a contact who begins anew on an empty computer is another one, whom nobody compared', async () => {
  const clock = createTestClock(Date.now());
  const own = await startWorld({ clock });
  const [dina, eka] = [
    await own.person('+60123456704', 'Dina'),
    await own.person('+60123456705', 'Eka'),
  ];
  await dina.send(await dina.chatWith(eka), 'hai');
  await eka.received(dina, 1);
  await verify(dina, eka);
  clock.advance(120_000);
  const again = await own.person(eka.number, 'Eka');
  expect(again.accountId).not.toBe(eka.accountId);
  await dina.send(await dina.chatWith(again), 'hai lagi');
  await again.received(dina, 1);
  expect(await isVerified(dina, again)).toBe(false);
  expect((await keyOf(dina, again)).safetyNumber).toBe((await keyOf(again, dina)).safetyNumber);
  await own.close();
});
