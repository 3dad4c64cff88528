import { expect, test, vi } from 'vitest';
import { encryptionWith } from '../testing/compare.ts';
import { aisyah, badrul, pairForEachTest, world } from '../testing/pair.ts';
import type { Person } from '../testing/world.ts';

pairForEachTest({ firstText: 'mula' });
const ownOf = (person: Person) => person.handlers().encryption.own({});
const countOf = async (person: Person) => {
  const { stock } = await person.handlers().encryption.countKeys({});
  if (!stock) throw new Error('nothing was counted');
  return stock;
};

test('the own digits are one half of the safety number of every chat, on either side', async () => {
  const { safetyNumber } = (await encryptionWith(badrul, aisyah)).key ?? { safetyNumber: '' };
  const halves = [safetyNumber.slice(0, 30), safetyNumber.slice(30)];
  const [here, there] = [(await ownOf(badrul)).key, (await ownOf(aisyah)).key];
  expect(new Set([here?.digits, there?.digits])).toEqual(new Set(halves));
  // The other side knows this key by the same hash.
  expect((await encryptionWith(aisyah, badrul)).key?.keyHash).toBe(here?.keyHash);
  await badrul.handlers().devices.makeNewKeys({});
  await badrul.online();
  const renewed = (await ownOf(badrul)).key;
  expect(renewed?.digits).not.toBe(here?.digits);
  expect(renewed?.keyHash).not.toBe(here?.keyHash);
});

test('the stock is what the server has: a key that was handed out is missing from it', async () => {
  const before = await countOf(badrul);
  expect(before).toMatchObject({
    lastResort: 'newest',
    lastResortAt: expect.any(Number),
    filledAt: expect.any(Number),
  });
  expect(before.oneTime).toBeGreaterThan(50);
  const cik = await world.person('+60123456703', 'Cik');
  await cik.send(await cik.chatWith(badrul), 'hai');
  await badrul.received(cik, 1);
  const after = await countOf(badrul);
  expect(after.oneTime).toBe(before.oneTime - 1);
  expect(after.oneTimePq).toBe(before.oneTimePq - 1);
});

test('devices are named with the registration that others write to', async () => {
  const { devices } = await ownOf(badrul);
  expect(devices).toMatchObject([{ deviceId: 1, thisDevice: true, addedAt: expect.any(Number) }]);
  const [before] = devices;
  expect(before?.registrationId).toBeGreaterThan(0);
  await badrul.handlers().devices.makeNewKeys({});
  await badrul.online();
  expect((await ownOf(badrul)).devices[0]?.registrationId).not.toBe(before?.registrationId);
});

test('a check asked for reads the log and says what it came to, entry by entry', async () => {
  const told = vi.fn();
  badrul.own().on('encryption.ownChanged', told);
  const began = Date.now();
  await badrul.handlers().encryption.checkNow({});
  // What is too new for the log's last checkpoint is looked at once more by itself.
  await badrul.own().until(async () => (await ownOf(badrul)).checks.others.agrees === 1);
  await badrul.own().until(async () => !(await ownOf(badrul)).checks.running);
  const { checks } = await ownOf(badrul);
  expect(checks).toMatchObject({
    last: { came: 'read' },
    own: { state: 'agrees', version: 1 },
    others: { agrees: 1, unavailable: 0, contradicts: 0, waiting: 0 },
    withheld: null,
  });
  expect(checks.last?.at).toBeGreaterThanOrEqual(began);
  expect(checks.log?.size).toBeGreaterThanOrEqual(2);
  expect(told).toHaveBeenCalled();
});

test('a log that cannot be read is said to be so, and what was read before stands', async () => {
  const { encryption } = badrul.handlers();
  await badrul.own().until(async () => (await ownOf(badrul)).checks.own.state === 'agrees');
  const before = (await encryption.checkNow({})).checks;
  expect(before.last?.came).toBe('read');
  badrul.network().onRequest = async (request, pass) =>
    request.url.includes('/v1/key-log') ? { ...(await pass()), status: 503, body: '{}' } : pass();
  const { checks } = await encryption.checkNow({});
  expect(checks.last?.came).toBe('unavailable');
  expect(checks.log).toEqual(before.log);
  // What agreed within three days stays so.
  expect(checks.own.state).toBe('agrees');
});

test('without a connection nothing is asked, and nothing is said to have been', async () => {
  await badrul.handlers().encryption.checkNow({});
  badrul.network().offline = true;
  badrul.network().cut();
  await badrul
    .own()
    .until(async () => (await badrul.handlers().connection.get({})).state !== 'online');
  const before = (await ownOf(badrul)).checks.last;
  const { encryption } = badrul.handlers();
  await expect(encryption.checkNow({})).rejects.toMatchObject({ code: 'offline' });
  await expect(encryption.countKeys({})).rejects.toMatchObject({ code: 'offline' });
  expect((await ownOf(badrul)).checks.last).toEqual(before);
});
