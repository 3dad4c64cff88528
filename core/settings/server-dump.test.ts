import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { only } from '../../contract/settings/audience.ts';
import { settingKeysOf, settingsTable } from '../../contract/settings/registry.ts';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { type Device, linkDevice, startDevice } from '../testing/linked.ts';
import { register } from '../testing/test-messenger.ts';

vi.setConfig({ testTimeout: 120_000 });

/** An account that stands nowhere but in a list of exceptions. */
const someone = 'c0ffee00-1234-4abc-8def-00000000beef';
let server: TestServer;
let laptop: Device;
let desktop: Device;

beforeEach(async () => {
  server = await startTestServer();
  laptop = await startDevice(server);
  await register(laptop.own(), server, { number: '+60123456701', name: 'Aisyah' });
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
const inForce = async (device: Device, key: string) =>
  (await device.handlers().accountSettings.get({})).values[key];

it('what is set on one device is on the other at once, and the server has no name and no value of it', async () => {
  const secret = { ...only('contacts'), never: [someone] };
  const set = laptop.handlers().accountSettings.set;
  await set({ key: 'privacy.whoSeesLastSeen', value: secret });
  await set({ key: 'privacy.sendTyping', value: false, until: 4_102_444_812_345 });
  await set({ key: 'privacy.disappearAfterS', value: 7_654_321 });
  await laptop.handlers().accountSettings.setForChat({
    accountId: someone,
    key: 'privacy.sendReadReceipts',
    value: false,
  });
  await desktop
    .own()
    .until(async () => (await inForce(desktop, 'privacy.disappearAfterS')) === 7_654_321);
  expect(await inForce(desktop, 'privacy.whoSeesLastSeen')).toEqual(secret);
  await laptop
    .own()
    .until(async () =>
      Object.values((await laptop.handlers().accountSettings.rows({})).rows).every(
        ({ place }) => place === 'synced',
      ),
    );

  const encrypted = settingKeysOf('account').filter(
    (key) => settingsTable[key].leaves === 'encrypted',
  );
  const names = encrypted.flatMap((key) => [key, key.replace('privacy.', '')]);
  const values = [someone, '4102444812345', '7654321', 'Telefon rahsia'];
  const needles = [...names, ...values, 'registers', 'replica'];
  const dump = [
    ...filesIn(server.dataDir).map((path) => readFileSync(path).toString('latin1')),
    server.logLines.join('\n'),
  ].join('\n');
  expect(dump.length).toBeGreaterThan(10_000);
  // What is shorter stands in any ciphertext by chance.
  const isTelling = (form: string) => form.length >= 10;
  const inBase64 = (text: string) =>
    [0, 1, 2].map((shift) =>
      Buffer.from('-'.repeat(shift) + text)
        .toString('base64')
        .slice(shift === 0 ? 0 : 4, -4),
    );
  for (const needle of needles)
    for (const form of [
      needle,
      ...[...inBase64(needle), Buffer.from(needle).toString('hex')].filter(isTelling),
    ])
      expect(dump.includes(form), `${needle} as ${form}`).toBe(false);
});
