import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { changeKeys, impostorWithKeys, keysOf } from '../testing/bend-keys.ts';
import { encryptionWith, summaryWith, verify } from '../testing/compare.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { enterOther, evil } from '../testing/lies/entries.ts';
import { quiet } from '../testing/stirrings.ts';
import { timePassesUntil } from '../testing/time-passes.ts';
import { type Person, textOf } from '../testing/world.ts';

let world: KeyWorld;
beforeEach(async () => {
  world = await startKeyWorld();
});
afterEach(() => world.close());

const statesOf = async (viewer: Person, of: Person) =>
  (await viewer.messagesWith(of)).flatMap(({ outgoing, state }) => (outgoing ? [state] : []));
/** Minutes pass until the viewer's chat with someone is in this state. */
const laterIs = (viewer: Person, of: Person, state: string) =>
  timePassesUntil(world, async () => (await encryptionWith(viewer, of)).status.state === state);

test('what is written to a key that was swapped for one victim alone is never sent to it, and leaves once when the truth returns', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const daniel = await world.person('+60123456704', 'Daniel');
  const impostor = await impostorWithKeys(aisyah, daniel, await keysOf(world, daniel));
  const changed = changeKeys(daniel, aisyah, { log: 'honest' });
  changed.become(impostor);
  const chatId = await daniel.chatWith(aisyah);
  await daniel.send(chatId, 'satu');
  // Before the log was asked nothing leaves either, nor while it may yet be made good.
  await vi.waitUntil(
    async () => (await summaryWith(daniel, aisyah)).withheld === 'checking',
    20_000,
  );
  expect(changed.taken).toEqual([]);
  await laterIs(daniel, aisyah, 'check_failed');
  await daniel.send(chatId, 'dua');

  // What the impostor writes is answered by nothing: no receipt, no profile, no word of being written to.
  changed.deliver(await impostor.writeTexts(['aku Aisyah']));
  await daniel.received(aisyah, 1);
  await daniel.handlers().messages.markRead({ chatId, throughOrder: 9_999 });
  await daniel.handlers().chats.setTyping({ chatId, typing: true });
  await quiet();
  const waits = async () => {
    expect(changed.taken).toEqual([]);
    expect(await statesOf(daniel, aisyah)).toEqual(['queued', 'queued']);
    expect(await summaryWith(daniel, aisyah)).toMatchObject({
      encryption: { state: 'check_failed' },
      withheld: 'entry',
    });
  };
  await waits();
  expect((await encryptionWith(daniel, aisyah)).check).toMatchObject({
    withheld: 'entry',
    foundAt: expect.any(Number),
  });
  // Whoever calls it compared has no way round either.
  await verify(daniel, aisyah);
  await quiet();
  await waits();
  await daniel.handlers().encryption.unverify({ accountId: aisyah.accountId });

  await daniel.reopen();
  changed.again();
  await daniel.online();
  world.clock.forward(62_000);
  await quiet();
  await waits();
  await daniel.crash();
  changed.again();
  await daniel.online();
  world.clock.forward(62_000);
  await quiet();
  await waits();
  const { result } = await daniel.handlers().encryption.check({ accountId: aisyah.accountId });
  expect(result).toBe('failed');
  await waits();

  const evidence = await daniel
    .handlers()
    .encryption.exportEvidence({ accountId: aisyah.accountId });
  expect(JSON.parse(evidence.text)).toMatchObject({
    entries: [
      {
        accountId: aisyah.accountId,
        kind: 'other_key',
        keyInUse: impostor.bundles.identityKey,
        note: expect.stringContaining('/keys/'),
      },
    ],
  });

  changed.become(null);
  await daniel.handlers().encryption.check({ accountId: aisyah.accountId });
  await aisyah.received(daniel, 2);
  await laterIs(daniel, aisyah, 'not_verified');
  await quiet();
  expect(await aisyah.textsFrom(daniel)).toEqual(['satu', 'dua']);
  expect(changed.taken).toEqual([]);
  expect((await daniel.messagesWith(aisyah)).map(textOf)).toEqual([
    'satu',
    'dua',
    'aku Aisyah',
    'notice',
    'notice',
  ]);
  expect(await daniel.noticesWith(aisyah)).toEqual(['identity_changed', 'identity_corrected']);
  expect((await summaryWith(daniel, aisyah)).withheld).toBeNull();
  await impostor.close();
});

test('where the log says something else in one’s own name, nothing is sent to anybody, and the alarm says so', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const badrul = await world.person('+60123456702', 'Badrul');
  await aisyah.send(await aisyah.chatWith(badrul), 'hai');
  await badrul.received(aisyah, 1);
  const alarms: unknown[] = [];
  aisyah.own().on('encryption.alarmsChanged', (told) => void alarms.push(told.alarms[0]?.by));
  const putBack = await enterOther(world, aisyah.accountId);
  await putBack();
  world.clock.forward(25 * 3_600_000);
  await laterIs(aisyah, badrul, 'check_failed');
  expect((await summaryWith(aisyah, badrul)).withheld).toBe('own_entry');
  expect(alarms).toEqual(['own_entry']);
  const { encryption } = aisyah.handlers();
  expect(await encryption.alarms({})).toEqual({
    alarms: [{ by: 'own_entry', foundAt: expect.any(Number), end: 'new_keys' }],
  });

  await aisyah.send(await aisyah.chatWith(badrul), 'tunggu');
  // To whom nothing was ever sent neither: not even keys are taken for a session.
  const cik = await world.person('+60123456703', 'Cik');
  await aisyah.send(await aisyah.chatWith(cik), 'tunggu juga');
  await badrul.send(await badrul.chatWith(aisyah), 'apa khabar');
  await aisyah.received(badrul, 1);
  await aisyah.reopen();
  await aisyah.online();
  world.clock.forward(62_000);
  await quiet();
  expect(await badrul.textsFrom(aisyah)).toEqual(['hai']);
  expect(await cik.textsFrom(aisyah)).toEqual([]);
  expect(await statesOf(badrul, aisyah)).toEqual(['sent']);
  expect((await encryptionWith(aisyah, cik)).key).toBeNull();
  expect((await summaryWith(aisyah, cik)).encryption.state).toBe('check_failed');
  const { text } = await aisyah.handlers().encryption.exportEvidence({ accountId: null });
  expect(text).toContain(evil);
  expect(JSON.parse(text).entries).toHaveLength(1);
});

test('a key that was used while the log was hidden is not replaced without a question, whatever the log says later', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const badrul = await world.person('+60123456702', 'Badrul');
  badrul.network().onRequest = async (request, pass) =>
    request.url.includes('/v1/key-log') ? { ...(await pass()), status: 503, body: '{}' } : pass();
  await badrul.send(await badrul.chatWith(aisyah), 'hai');
  await aisyah.received(badrul, 1);
  const before = (await encryptionWith(badrul, aisyah)).key?.keyHash;
  const impostor = await impostorWithKeys(aisyah, badrul, await keysOf(world, badrul));
  await enterOther(world, aisyah.accountId, impostor.bundles.identityKey);
  // It keeps back what the first version said.
  badrul.network().onRequest = async (request, pass) => {
    const answer = await pass();
    if (!request.url.includes(`/v1/key-log/accounts/${aisyah.accountId}`)) return answer;
    const told = JSON.parse(answer.body) as { versions: { opening: unknown }[] };
    for (const version of told.versions.slice(0, -1)) version.opening = null;
    return { ...answer, body: JSON.stringify(told) };
  };
  const changed = changeKeys(badrul, aisyah, { log: 'honest' });
  changed.become(impostor);
  changed.deliver(await impostor.writeTexts(['aku Aisyah']));
  await laterIs(badrul, aisyah, 'check_failed');
  await badrul.send(await badrul.chatWith(aisyah), 'rahsia');
  await badrul.handlers().encryption.check({ accountId: aisyah.accountId });
  world.clock.forward(11 * 60_000);
  await quiet();
  expect((await encryptionWith(badrul, aisyah)).key?.keyHash).toBe(before);
  expect(await badrul.noticesWith(aisyah)).toEqual(['identity_changed']);
  expect(changed.taken).toEqual([]);
  await impostor.close();
});

test('where the log cannot be looked at, messages go, and the chat says that nothing was checked', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const badrul = await world.person('+60123456702', 'Badrul');
  badrul.network().onRequest = async (request, pass) =>
    request.url.includes('/v1/key-log') ? { ...(await pass()), status: 503, body: '{}' } : pass();
  await badrul.send(await badrul.chatWith(aisyah), 'hai');
  await aisyah.received(badrul, 1);
  expect(await summaryWith(badrul, aisyah)).toMatchObject({
    encryption: { state: 'check_unavailable' },
    withheld: null,
  });
  const check = ({ accountId }: Person) => badrul.handlers().encryption.check({ accountId });
  expect(await check(aisyah)).toEqual({ result: 'unavailable' });
  badrul.network().onRequest = (_request, pass) => pass();
  await vi.waitUntil(async () => (await check(aisyah)).result === 'agrees', 90_000);
  expect((await summaryWith(badrul, aisyah)).encryption.state).toBe('not_verified');
  await expect(
    badrul.handlers().encryption.exportEvidence({ accountId: aisyah.accountId }),
  ).rejects.toMatchObject({ code: 'not_found' });
  badrul.network().offline = true;
  badrul.network().cut();
  await expect(check(aisyah)).rejects.toMatchObject({ code: 'offline' });
});

test('a key that the log says as soon as it is signed is held back no longer than that', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const badrul = await world.person('+60123456702', 'Badrul');
  const began = performance.now();
  await badrul.send(await badrul.chatWith(aisyah), 'hai');
  await aisyah.received(badrul, 1);
  expect(performance.now() - began).toBeLessThan(8_000);
  expect((await encryptionWith(badrul, aisyah)).check).toMatchObject({
    withheld: null,
    foundAt: null,
    agreedAt: expect.any(Number),
  });
});
