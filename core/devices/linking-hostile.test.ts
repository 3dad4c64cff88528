import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { limits } from '../../contract/wire/limits.ts';
import { type InProcessServer, startTestServer } from '../../server/testing/start-test-server.ts';
import { loadAccount, saveAccount } from '../account/stored.ts';
import { createNodeNetwork } from '../platform/node-network.ts';
import type { HttpResponse } from '../platform/types.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { joiningAt, showCode } from '../testing/link-device.ts';
import { type TappedNetwork, tapNetwork } from '../testing/tapped-network.ts';
import { startTestMessenger, type TestMessenger } from '../testing/test-messenger.ts';
import { workInStore } from '../testing/work-in-store.ts';
import { createPerson, type Person } from '../testing/world.ts';

let server: InProcessServer;
let clock: HandClock;
let aisyah: Person;
let app: TestMessenger;
let network: TappedNetwork;

beforeEach(async () => {
  clock = createHandClock();
  server = await startTestServer({ clock });
  aisyah = await createPerson(server, '+60123456701', 'Aisyah', { clock });
  network = tapNetwork(createNodeNetwork());
  app = await startTestMessenger({ defaultServerUrl: server.url, clock, network });
  await aisyah.online();
});
afterEach(async () => {
  await app.close();
  await aisyah.close();
  await server.close();
});

const approve = (code: string) => aisyah.handlers().devices.approve({ code, withHistory: false });
const deviceCount = async () => (await aisyah.handlers().devices.refresh({})).devices?.length;
/** Bends what the server answers to calls of this path. */
const bend = (path: RegExp, change: (response: HttpResponse) => HttpResponse): void => {
  network.onRequest = async ({ url }, pass) => {
    const response = await pass();
    return path.test(url) ? change(response) : response;
  };
};
const mailbox = /\/v1\/linking\/.*\/read$/;
const failed = (code: string) => ({ stage: 'failed', problem: { code } });

test('a code that nobody answered in time is none any more', async () => {
  const code = await showCode(app, 'Laptop');
  clock.forward(limits.linkLifetimeMs + 1_000);
  expect(await joiningAt(app, 'failed')).toEqual(failed('link_expired'));
  await aisyah.online();
  await expect(approve(code)).rejects.toMatchObject({ code: 'link_expired' });
});

test('an answer that nobody confirmed in time is forgotten', async () => {
  await approve(await showCode(app, 'Laptop'));
  await joiningAt(app, 'answered');
  clock.forward(limits.linkLifetimeMs + 1_000);
  expect(await joiningAt(app, 'failed')).toEqual(failed('link_expired'));
  await expect(app.handlers.devices.confirm({})).rejects.toMatchObject({ code: 'bad_request' });
});

test('an answer that comes after the computer slept over the time of its code is none', async () => {
  let wake = (): void => undefined;
  const slept = new Promise<void>((resolve) => {
    wake = resolve;
  });
  network.onRequest = async ({ url }, pass) => {
    const response = await pass();
    if (mailbox.test(url)) await slept;
    return response;
  };
  await approve(await showCode(app, 'Laptop'));
  clock.sleep(limits.linkLifetimeMs + 1_000);
  wake();
  expect(await joiningAt(app, 'failed')).toEqual(failed('link_expired'));
});

test('nor is one confirmed after it slept', async () => {
  await approve(await showCode(app, 'Laptop'));
  await joiningAt(app, 'answered');
  clock.sleep(limits.linkLifetimeMs + 1_000);
  await app.handlers.devices.confirm({});
  expect(await joiningAt(app, 'failed')).toEqual(failed('link_expired'));
  expect(await deviceCount()).toBe(1);
});

test('what the server bends does not open', async () => {
  bend(mailbox, (response) => ({
    ...response,
    body: response.body.replace(
      /("sealed":"[^"]{100})(.)/,
      (_, head, letter) => head + (letter === 'A' ? 'B' : 'A'),
    ),
  }));
  await approve(await showCode(app, 'Laptop'));
  expect(await joiningAt(app, 'failed')).toEqual(failed('proof_invalid'));
  expect((await app.handlers.account.get({})).phase).toBe('new');
});

test('what was sealed to another code does not open for this one', async () => {
  const bodies: string[] = [];
  bend(mailbox, (response) => {
    bodies.push(response.body);
    return bodies.length === 2 ? { ...response, body: bodies[0] ?? '' } : response;
  });
  await approve(await showCode(app, 'Laptop'));
  await joiningAt(app, 'answered');
  await approve(await showCode(app, 'Laptop'));
  expect(await joiningAt(app, 'failed')).toEqual(failed('proof_invalid'));
});

test('a server that has another key than the code says adds nothing', async () => {
  await approve(await showCode(app, 'Laptop'));
  await joiningAt(app, 'answered');
  const other = await startTestServer();
  const real = server.url;
  network.onRequest = async (request, pass) =>
    request.url.includes('/v1/server')
      ? createNodeNetwork().request({ ...request, url: request.url.replace(real, other.url) })
      : pass();
  await app.handlers.devices.confirm({});
  expect(await joiningAt(app, 'failed')).toEqual(failed('server_key_changed'));
  expect(await deviceCount()).toBe(1);
  await other.close();
});

test('an answer that is lost on the way, and a crash then, end in one joined device', async () => {
  await approve(await showCode(app, 'Laptop'));
  await joiningAt(app, 'answered');
  const asked = new Promise<void>((resolve) => {
    network.onRequest = async ({ url, method }, pass) => {
      const response = await pass();
      if (method !== 'POST' || !url.endsWith('/v1/devices')) return response;
      resolve();
      network.offline = true;
      throw new CodedError('offline');
    };
  });
  const confirming = app.handlers.devices.confirm({});
  await asked;
  expect(await deviceCount()).toBe(2);
  const next = tapNetwork(createNodeNetwork());
  app = await app.reopen({ network: next });
  await confirming;
  await app.until(async () => (await app.handlers.account.get({})).phase === 'ready');
  expect(await app.handlers.account.get({})).toMatchObject({ deviceId: 2, name: 'Aisyah' });
  expect(await deviceCount()).toBe(2);
  expect((await app.handlers.devices.get({})).joining).toBeNull();
  await app.until(async () => (await app.handlers.connection.get({})).state === 'online');
});

test('closed before anything was confirmed, nothing joined and no key stayed', async () => {
  await approve(await showCode(app, 'Laptop'));
  await joiningAt(app, 'answered');
  app = await app.reopen();
  expect((await app.handlers.devices.get({})).joining).toBeNull();
  expect((await app.handlers.account.get({})).phase).toBe('new');
  expect(await deviceCount()).toBe(1);
});

test('who answers with an account of theirs and shows another number adds nothing that is used', async () => {
  const shown = '+60123456799';
  // Somebody who saw the code, with a program that says what it likes.
  await workInStore(aisyah, (store) => {
    const account = loadAccount(store.meta);
    if (account.phase !== 'ready') throw new Error('no account');
    saveAccount(store.meta, { ...account, number: shown });
  });
  await aisyah.online();
  await approve(await showCode(app, 'Laptop'));
  expect(await joiningAt(app, 'answered')).toMatchObject({ number: shown });
  await app.handlers.devices.confirm({});
  expect(await joiningAt(app, 'failed')).toEqual(failed('proof_invalid'));
  expect((await app.handlers.account.get({})).phase).toBe('new');
});
