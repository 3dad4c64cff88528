import { afterEach, beforeEach, expect, test } from 'vitest';
import { joiningAt, link, showCode } from '../testing/link-device.ts';
import { startTestMessenger, type TestMessenger } from '../testing/test-messenger.ts';
import { startWorld, type World } from '../testing/world.ts';

let world: World;
let apps: TestMessenger[];
const newApp = async (serverUrl = world.server.url): Promise<TestMessenger> => {
  const app = await startTestMessenger({ defaultServerUrl: serverUrl });
  apps.push(app);
  return app;
};
const codeOf = (code: string) => expect.objectContaining({ code });

beforeEach(async () => {
  world = await startWorld();
  apps = [];
});
afterEach(async () => {
  for (const app of apps) await app.close();
  await world.close();
});

test('a new app joins the account of the device that reads its code', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  await aisyah.online();
  const app = await newApp();
  const code = await showCode(app, 'Work laptop');
  expect(await aisyah.handlers().devices.readCode({ code })).toEqual({
    deviceName: 'Work laptop',
    number: aisyah.number,
    comparison: expect.stringMatching(/^\d{4} \d{4}$/),
  });
  const { comparison } = await aisyah.handlers().devices.readCode({ code });
  expect((await app.handlers.account.get({})).phase).toBe('new');
  await aisyah.handlers().devices.approve({ code, withHistory: false });
  expect(await joiningAt(app, 'answered')).toEqual({
    stage: 'answered',
    number: aisyah.number,
    name: 'Aisyah',
    comparison,
    withHistory: false,
  });
  expect((await app.handlers.account.get({})).phase).toBe('new');
  expect((await app.handlers.devices.confirm({})).joining).toBeNull();
  expect(await app.handlers.account.get({})).toMatchObject({
    phase: 'ready',
    accountId: aisyah.accountId,
    number: aisyah.number,
    name: 'Aisyah',
    deviceId: 2,
    findableByNumber: true,
  });
  const listed = await app.until(async () => (await app.handlers.devices.get({})).devices);
  expect(listed).toMatchObject([
    { deviceId: 1, thisDevice: false },
    { deviceId: 2, thisDevice: true, name: 'Work laptop' },
  ]);
});

test('a code of another server is refused on both sides', async () => {
  const elsewhere = await startWorld();
  try {
    const aisyah = await world.person('+60123456701', 'Aisyah');
    const app = await newApp(elsewhere.server.url);
    const code = await showCode(app, 'Laptop');
    const { devices } = aisyah.handlers();
    await expect(devices.readCode({ code })).rejects.toEqual(codeOf('link_other_server'));
    await expect(devices.approve({ code, withHistory: false })).rejects.toEqual(
      codeOf('link_other_server'),
    );
  } finally {
    await elsewhere.close();
  }
});

test('what is no code, or a link, opens nothing', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  const code = await showCode(await newApp(), 'Laptop');
  for (const text of ['', 'hello', `bisik://${code}`, `https://bisik.example/${code}`])
    for (const call of ['readCode', 'approve'] as const)
      await expect(
        aisyah.handlers().devices[call]({ code: text, withHistory: false }),
      ).rejects.toEqual(codeOf('link_code_invalid'));
});

test('a code is good once', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  await aisyah.online();
  const app = await newApp();
  const code = await showCode(app, 'Laptop');
  const { devices } = aisyah.handlers();
  await devices.approve({ code, withHistory: false });
  await expect(devices.approve({ code, withHistory: false })).rejects.toEqual(codeOf('link_used'));
  await joiningAt(app, 'answered');
  await app.handlers.devices.confirm({});
  expect((await app.handlers.account.get({})).phase).toBe('ready');
});

test('cancelled at any stage, nothing joined', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  await aisyah.online();
  const app = await newApp();
  const { devices } = app.handlers;
  const first = await showCode(app, 'Laptop');
  expect((await devices.cancelCode({})).joining).toBeNull();
  const second = await showCode(app, 'Laptop');
  expect(second).not.toBe(first);
  await aisyah.handlers().devices.approve({ code: second, withHistory: false });
  await joiningAt(app, 'answered');
  expect((await devices.cancelCode({})).joining).toBeNull();
  await expect(devices.confirm({})).rejects.toEqual(codeOf('bad_request'));
  expect((await app.handlers.account.get({})).phase).toBe('new');
  expect((await aisyah.handlers().devices.refresh({})).devices).toHaveLength(1);
});

test('who has an account shows no code', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  await expect(aisyah.handlers().devices.showCode({ deviceName: 'Laptop' })).rejects.toEqual(
    codeOf('bad_request'),
  );
});

test('without a server there is no code, and it is said why', async () => {
  const app = await newApp('http://127.0.0.1:9');
  const { joining } = await app.handlers.devices.showCode({ deviceName: 'Laptop' });
  expect(joining).toEqual({ stage: 'failed', problem: { code: 'offline' } });
});

test('five devices, and no sixth', async () => {
  const aisyah = await world.person('+60123456701', 'Aisyah');
  await aisyah.online();
  for (const name of ['Two', 'Three', 'Four', 'Five']) {
    const app = await newApp();
    await link(app, aisyah.own(), { name });
  }
  const { devices } = await aisyah.handlers().devices.refresh({});
  expect(devices?.map(({ name }) => name).slice(1)).toEqual(['Two', 'Three', 'Four', 'Five']);
  const code = await showCode(await newApp(), 'Six');
  await expect(aisyah.handlers().devices.approve({ code, withHistory: false })).rejects.toEqual(
    codeOf('too_many_devices'),
  );
});
