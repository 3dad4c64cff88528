import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chatRegister, chatRows } from '../../contract/settings/registers/rules.ts';
import { type SettingKey, settingKeysOf, settingsTable } from '../../contract/settings/registry.ts';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { link } from '../testing/link-device.ts';
import { type Device, linkDevice, startDevice } from '../testing/linked.ts';
import { register } from '../testing/test-messenger.ts';

const number = '+60123456701';
/** Accounts that stand nowhere but in settings. */
const always = 'c0ffee00-1234-4abc-8def-00000000beef';
const never = 'feedface-9876-4cba-9fed-0000deadbea7';
const until = 4_102_444_812_345;
const disappearAfterS = 7_654_321;
let server: TestServer;
let laptop: Device;
let desktop: Device;

beforeEach(async () => {
  server = await startTestServer();
  laptop = await startDevice(server);
  await register(laptop.own(), server, { number, name: 'Aisyah' });
  await laptop.goOnline();
  desktop = await linkDevice(laptop, server, 'Telefon rahsia');
  await desktop.goOnline();
});
afterEach(async () => {
  await desktop.close();
  await laptop.close();
  await server.close();
});

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
/** Everything that whoever takes the server's disk has, byte for byte, with all that it logged. */
const dumpNow = (): string =>
  [
    ...filesIn(server.dataDir).map((path) => readFileSync(path).toString('latin1')),
    server.logLines.join('\n'),
  ].join('\n');

/** What is shorter stands in any ciphertext by chance. */
const shortestBytes = 8;
const bytesAsText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const eightBytes = (value: number): readonly Buffer[] => {
  const forms = [0, 1, 2].map(() => Buffer.alloc(8));
  forms[0]?.writeBigUInt64BE(BigInt(value));
  forms[1]?.writeBigUInt64LE(BigInt(value));
  forms[2]?.writeDoubleBE(value);
  return forms;
};
/** The ways in which a text may lie in a file: as it is, in UTF-16, in base64 at any place, in hex; ids and times as bytes, too. */
const formsOf = (needle: string): readonly string[] => {
  const wide = Buffer.from(needle, 'utf16le');
  const plain = [Buffer.from(needle), wide, Buffer.from(wide).swap16()];
  const raw = [
    ...(/^[0-9a-f]{8}-/.test(needle) ? [Buffer.from(needle.replaceAll('-', ''), 'hex')] : []),
    ...(/^\d{13}$/.test(needle) ? eightBytes(Number(needle)) : []),
  ];
  const written = [...plain, ...raw].flatMap((bytes) => {
    const base64 = [0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(shift === 0 ? 0 : 4, -4),
    );
    const hex = bytes.toString('hex');
    const urlSafe = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
    return [...base64, ...urlSafe, hex, hex.toUpperCase()];
  });
  return [...plain.map(bytesAsText), ...raw.map(bytesAsText), ...written].filter(
    ({ length }) => length >= shortestBytes,
  );
};
const foundIn = (dump: string, needles: readonly string[]): readonly string[] =>
  needles.filter((needle) => formsOf(needle).some((form) => dump.includes(form)));

/** A value of each row that is not what stood before, and the texts by which it would be known. */
const otherValue = (key: SettingKey): unknown => {
  const { default: before } = settingsTable[key];
  if (typeof before === 'boolean') return !before;
  if (typeof before === 'number') return disappearAfterS;
  return { audience: 'contacts', always: [always], never: [never] };
};
const rowsAreThere = (device: Device) =>
  device.own().until(async () => {
    const { rows } = await device.handlers().accountSettings.rows({});
    return Object.values(rows).every((row) => row?.place === 'synced');
  });

it('finds what lies there in any of its forms', () => {
  const needles = ['privacy.sendTyping', always, String(until)];
  for (const needle of needles) {
    for (const form of formsOf(needle))
      expect(foundIn(`${'\u0000'.repeat(9)}${form}\u0007`, needles)).toContain(needle);
    expect(foundIn(Buffer.alloc(4_096, 7).toString('latin1'), [needle])).toEqual([]);
  }
});

it('every row is set, on two devices: the server’s files, its transfers and its logs hold no name and no value of an encrypted one', async () => {
  const keys = settingKeysOf('account');
  const { set, setForChat, setHere } = laptop.handlers().accountSettings;
  for (const key of keys) {
    const ends = settingsTable[key].temporary && typeof settingsTable[key].default === 'boolean';
    await set({ key, value: otherValue(key), ...(ends ? { until } : {}) });
  }
  for (const key of chatRows) await setForChat({ accountId: always, key, value: false });
  await setHere({ key: 'privacy.showTyping', value: false });
  await laptop.handlers().people.block({ accountId: never });
  await laptop.handlers().account.setName({ name: 'Nama yang dimeterai' });
  await desktop.own().until(async () => {
    const { values } = await desktop.handlers().accountSettings.get({});
    return values['privacy.disappearAfterS'] === disappearAfterS;
  });
  // Set on the other one, too, so that both write.
  await desktop.handlers().accountSettings.set({ key: 'privacy.sendTyping', value: true, until });
  await rowsAreThere(desktop);
  await rowsAreThere(laptop);

  // A third one gets the history: the chunks lie there for a moment.
  const dumps: string[] = [];
  let chunks = 0;
  laptop.network.onRequest = async (request, pass) => {
    const answer = await pass();
    if (request.method === 'PUT' && request.url.includes('/chunks/')) {
      chunks++;
      dumps.push(dumpNow());
    }
    return answer;
  };
  const third = await startDevice(server);
  try {
    await link(third.own(), laptop.own(), { name: 'Tablet rahsia', withHistory: true });
    await third.goOnline();
    await laptop.own().until(() => chunks > 0);
    await third.own().until(async () => {
      const { values } = await third.handlers().accountSettings.get({});
      return values['privacy.disappearAfterS'] === disappearAfterS;
    });
    dumps.push(dumpNow());
  } finally {
    await third.close();
  }

  const sealed = keys.filter((key) => settingsTable[key].leaves === 'encrypted');
  const names = [
    ...sealed.flatMap((key) => [key, key.replace('privacy.', '')]),
    ...chatRows.map((key) => chatRegister(always, key)),
    'registers',
    'replica',
    'profile:name',
    `block:${never}`,
    '"audience"',
    '"always"',
  ];
  const values = [
    always,
    never,
    String(until),
    String(disappearAfterS),
    'Nama yang dimeterai',
    'Telefon rahsia',
    'Tablet rahsia',
  ];
  expect(sealed.length).toBeGreaterThan(10);
  for (const dump of dumps) {
    // It is the server's: what it may know stands in it.
    expect(dump.length).toBeGreaterThan(10_000);
    expect(foundIn(dump, [number])).toEqual([number]);
    expect(foundIn(dump, [...names, ...values])).toEqual([]);
  }
});
