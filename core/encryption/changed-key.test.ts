import { expect, test } from 'vitest';
import { type Changed, changeKeys, impostorWithKeys, keysOf } from '../testing/bend-keys.ts';
import { encryptionWith, isVerified, summaryWith, verify } from '../testing/compare.ts';
import type { Impostor } from '../testing/impostor.ts';
import { aisyah, badrul, pairForEachTest, world } from '../testing/pair.ts';
import { textOf } from '../testing/world.ts';

pairForEachTest({ firstText: 'mula' });
// Badrul compared Aisyah's key; then the server shows him another one.
const said = () => encryptionWith(badrul, aisyah);
const stateIs = (state: string) =>
  badrul.own().until(async () => (await said()).status.state === state);
const keyHash = async () => (await said()).key?.keyHash ?? '';
const accept = async () => {
  const { keyChange } = await summaryWith(badrul, aisyah);
  await badrul
    .handlers()
    .people.acceptKeys({ accountId: aisyah.accountId, keyHash: keyChange?.keyHash ?? '' });
};
const write = async (text: string) => badrul.send((await summaryWith(badrul, aisyah)).chatId, text);
const events = async () => (await said()).events.map(({ what }) => what);

const start = async (): Promise<{ changed: Changed; fresh: Impostor }> => {
  await badrul.own().until(async () => (await badrul.messagesWith(aisyah)).length === 1);
  await verify(badrul, aisyah);
  const fresh = await impostorWithKeys(aisyah, badrul, await keysOf(world, badrul));
  const changed = changeKeys(badrul, aisyah);
  changed.become(fresh);
  return { changed, fresh };
};

test('a server that swaps the key does not keep it verified; the key in use stays the compared one until the person decides', async () => {
  const { changed, fresh } = await start();
  const told: string[] = [];
  badrul.own().on('encryption.changed', ({ accountId }) => void told.push(accountId));
  const compared = await keyHash();
  changed.deliver(await fresh.writeTexts(['satu']));
  await stateIs('key_changed');
  expect(told).toContain(aisyah.accountId);
  // What was compared is the key that is in use still, and nothing is encrypted for the other.
  expect(await isVerified(badrul, aisyah)).toBe(true);
  expect(await keyHash()).toBe(compared);
  expect(await events()).toEqual(['shown', 'verified', 'first_seen']);
  // Each key came by a registration of its own.
  const [theirs] = fresh.bundles.devices;
  const by = [{ deviceId: theirs?.deviceId, registrationId: theirs?.registrationId }];
  const [whenShown, compare, whenFirst] = (await said()).events;
  expect(whenShown).toMatchObject({ by, comparedOn: null });
  expect(compare).toMatchObject({ by: [], comparedOn: expect.any(String) });
  const { devices: ofAisyah } = await aisyah.handlers().encryption.own({});
  expect(whenFirst?.by).toEqual([{ deviceId: 1, registrationId: ofAisyah[0]?.registrationId }]);
  await badrul.reopen();
  changed.again();
  expect((await said()).status).toEqual({ state: 'key_changed', isVerified: true });

  const again: string[] = [];
  badrul.own().on('encryption.changed', ({ accountId }) => void again.push(accountId));
  await accept();
  expect(again).toContain(aisyah.accountId);
  await stateIs('check_unavailable');
  expect(await said()).toMatchObject({
    status: { state: 'check_unavailable', isVerified: false },
    verified: null,
    comparedBefore: 'theirs',
    check: { unchecked: 'log' },
  });
  expect(await isVerified(badrul, aisyah)).toBe(false);
  expect(await keyHash()).not.toBe(compared);
  // That they were compared, and why it counts no more, stays told.
  const now = (await said()).events;
  expect(now.map(({ what }) => what).toSorted()).toEqual(
    ['replaced', 'ended_by_theirs', 'verified', 'first_seen'].toSorted(),
  );
  const [after, ended] = ['replaced', 'ended_by_theirs'].map((what) =>
    now.find((event) => event.what === what),
  );
  expect(after).toMatchObject({ by });
  // Of the key that had been compared.
  expect(ended).toMatchObject({ keyHash: compared, comparedOn: expect.any(String) });
  expect((await said()).theirDevices).toMatchObject([
    // No log was read for it, and nobody certified a signing key for it.
    { ...by[0], seenAt: expect.any(Number), loggedAt: null, signingKey: null },
  ]);
  const { verify: mark } = badrul.handlers().encryption;
  await expect(mark({ accountId: aisyah.accountId, keyHash: compared })).rejects.toMatchObject({
    code: 'keys_changed_again',
  });
  await badrul.reopen();
  expect((await said()).comparedBefore).toBe('theirs');
  await fresh.close();
});

test('a key that was given up is not verified again because the server brings it back', async () => {
  const { changed, fresh } = await start();
  const compared = await keyHash();
  await write('a');
  await stateIs('key_changed');
  await accept();
  await badrul.own().until(() => changed.taken.length > 0);
  changed.become(null);
  await write('b');
  await stateIs('key_changed');
  expect(await isVerified(badrul, aisyah)).toBe(false);
  await accept();
  expect(await keyHash()).toBe(compared);
  await stateIs('not_verified');
  expect((await said()).status).toEqual({ state: 'not_verified', isVerified: false });
  // Compared anew, it counts.
  await verify(badrul, aisyah);
  expect(await isVerified(badrul, aisyah)).toBe(true);
  await fresh.close();
});

test('where the known key is shown again all is as it was', async () => {
  const { changed, fresh } = await start();
  await write('a');
  await stateIs('key_changed');
  changed.become(null);
  badrul.network().cut();
  await stateIs('verified');
  expect(await events()).toEqual(['verified', 'first_seen']);
  await fresh.close();
});

test('a key that is compared while another is shown is the one in use', async () => {
  const { changed, fresh } = await start();
  await badrul.handlers().encryption.unverify({ accountId: aisyah.accountId });
  await write('a');
  await stateIs('key_changed');
  const { key } = await encryptionWith(aisyah, badrul);
  const scanned = key?.scannable ?? '';
  const { scan } = badrul.handlers().encryption;
  expect(await scan({ accountId: aisyah.accountId, scanned })).toEqual({ result: 'same_in_use' });
  expect((await said()).status).toEqual({ state: 'key_changed', isVerified: true });
  changed.become(null);
  await fresh.close();
});

test('the number of a key that is offered can be compared before it is accepted, and comparing it accepts and marks it', async () => {
  const { changed, fresh } = await start();
  const inUse = await keyHash();
  await write('a');
  await stateIs('key_changed');
  const { offered, key } = await said();
  expect(offered?.safetyNumber).toMatch(/^\d{60}$/);
  expect(offered?.safetyNumber).not.toBe(key?.safetyNumber);
  expect(offered?.scannable).not.toBe(key?.scannable);
  const { verify: mark, scan } = badrul.handlers().encryption;
  const { accountId } = aisyah;
  expect(await scan({ accountId, scanned: offered?.scannable ?? '' })).toEqual({
    result: 'different',
  });
  expect((await said()).status.state).toBe('key_changed');
  expect(changed.taken).toEqual([]);

  // As their app shows it: the code of the one who has the new keys, for Badrul.
  const ownKey = (await encryptionWith(aisyah, badrul)).key;
  expect(ownKey?.keyHash).not.toBe(offered?.keyHash);
  await mark({ accountId, keyHash: offered?.keyHash ?? '' });
  expect(await keyHash()).toBe(offered?.keyHash);
  expect(await isVerified(badrul, aisyah)).toBe(true);
  expect(await said()).toMatchObject({ offered: null, verified: { thisDevice: true } });
  await badrul.own().until(() => changed.taken.length > 0);
  await expect(mark({ accountId, keyHash: inUse })).rejects.toMatchObject({
    code: 'keys_changed_again',
  });
  await badrul.reopen();
  changed.again();
  expect(await isVerified(badrul, aisyah)).toBe(true);
  await fresh.close();
});

test('the code of whoever has the new keys accepts and marks them at once', async () => {
  const { changed, fresh } = await start();
  await write('a');
  await stateIs('key_changed');
  const { accountId } = aisyah;
  const scanned = await fresh.codeFor(badrul);
  expect(await badrul.handlers().encryption.scan({ accountId, scanned })).toEqual({
    result: 'same',
  });
  expect(await isVerified(badrul, aisyah)).toBe(true);
  expect((await said()).offered).toBeNull();
  expect(await badrul.noticesWith(aisyah)).toEqual(['identity_changed', 'identity_accepted']);
  await badrul.own().until(() => changed.taken.length > 0);
  await fresh.close();
});

test('who asks to write and shows other keys is a change to decide as well; of who is blocked nothing is shown until they are not', async () => {
  const eka = await world.person('+60123456705', 'Eka', { acceptsEverybody: false });
  const asked = async () => {
    const { chats } = await eka.handlers().people.requests({ limit: 9, before: null });
    return chats[0];
  };
  await aisyah.send(await aisyah.chatWith(eka), 'boleh?');
  await eka.own().until(asked);
  const fresh = await impostorWithKeys(aisyah, eka, await keysOf(world, eka));
  const changed = changeKeys(eka, aisyah);
  changed.become(fresh);
  changed.deliver(await fresh.writeTexts(['satu lagi']));
  const { keyHash: shownHash } = await eka.own().until(async () => (await asked())?.keyChange);
  const stateIn = async () => (await encryptionWith(eka, aisyah)).status.state;
  expect(await asked()).toMatchObject({ request: true, encryption: { state: 'key_changed' } });
  const { people } = eka.handlers();
  const { accountId } = aisyah;
  await people.block({ accountId });
  expect(await stateIn()).toMatch(/^(not_verified|check_unavailable)$/);
  expect((await encryptionWith(eka, aisyah)).offered).toBeNull();
  await people.unblock({ accountId });
  expect(await stateIn()).toBe('key_changed');
  await people.acceptKeys({ accountId, keyHash: shownHash });
  expect(await stateIn()).not.toBe('key_changed');
  expect((await asked())?.keyChange ?? null).toBeNull();
  const anchor = { at: 'newest' } as const;
  const chatId = (await asked())?.chatId ?? '';
  const page = { chatId, anchor, before: 50, after: 0 };
  const { messages } = await eka.handlers().messages.page(page);
  const texts = messages.filter(({ body }) => body.kind === 'text').map(textOf);
  expect(texts).toEqual(['boleh?', 'satu lagi']);
  await fresh.close();
});
