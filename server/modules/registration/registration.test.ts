import { afterEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import {
  call,
  createTestIdentity,
  proveNumber,
  register,
  testNumber,
} from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';

let server: TestServer;
afterEach(() => server.close());
const number = testNumber(1);

const wrongOf = (code: string): string => (code === '000000' ? '000001' : '000000');

it('takes five tries at once or one after another, then no more, not even the right code', async () => {
  server = await startTestServer();
  const { registrationId } = await call(server.url, 'requestCode', { number });
  const code = server.lastCode(number);
  expect(code).toMatch(/^\d{6}$/);
  const submit = (tried: string) =>
    call(server.url, 'submitCode', { registrationId, code: tried }).catch(
      (error: { code: string }) => error.code,
    );
  const answers = await Promise.all(Array.from({ length: 8 }, () => submit(wrongOf(code))));
  expect(answers.filter((answer) => answer === 'code_wrong')).toHaveLength(5);
  expect(await submit(code)).toBe('code_tries_used_up');
});

it('takes the code for ten minutes and its token for ten more, once', async () => {
  const clock = createTestClock();
  server = await startTestServer({ clock });
  const { registrationId, expiresAt, resendAt } = await call(server.url, 'requestCode', { number });
  expect([expiresAt - clock.now(), resendAt - clock.now()]).toEqual([600_000, 60_000]);
  await expect(call(server.url, 'requestCode', { number })).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfterMs: 60_000,
  });
  clock.advance(600_000);
  await expect(
    call(server.url, 'submitCode', { registrationId, code: server.lastCode(number) }),
  ).rejects.toMatchObject({ code: 'code_expired' });
  const second = await register(server, number);
  await expect(call(server.url, 'getAccount', {}, second.authorization)).resolves.toMatchObject({
    number,
    findableByNumber: true,
    username: null,
  });
  await expect(
    call(server.url, 'submitCode', {
      registrationId: '00000000-0000-4000-8000-000000000000',
      code: '123456',
    }),
  ).rejects.toMatchObject({
    code: 'code_expired',
  });
});

it('sends so many codes to a number and tells when the next can be had', async () => {
  const clock = createTestClock();
  server = await startTestServer({ clock });
  for (let sent = 0; sent < 4; sent++) {
    await call(server.url, 'requestCode', { number });
    clock.advance(60_000);
  }
  const answer = await fetch(`${server.url}/v1/registrations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number }),
  });
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe(String(11 * 60));
  await call(server.url, 'requestCode', { number: testNumber(2) });
});

it('limits by source, telling nothing to others of it', async () => {
  server = await startTestServer({
    limitLoopback: true,
    trustProxy: true,
    clock: createTestClock(),
  });
  const ask = (source: string, index: number) =>
    fetch(`${server.url}/v1/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': source },
      body: JSON.stringify({ number: testNumber(index) }),
    }).then(({ status }) => status);
  const statuses = [];
  for (let index = 0; index < 21; index++) statuses.push(await ask('203.0.113.5', index));
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
  expect(await ask('203.0.113.6', 30)).toBe(200);
  // One subscriber of IPv6 is one source.
  for (let index = 40; index < 60; index++) await ask(`2001:db8:0:1::${index}`, index);
  expect(await ask('2001:db8:0:1::ffff', 60)).toBe(429);
});

it('refuses numbers that cannot be', async () => {
  server = await startTestServer();
  await expect(call(server.url, 'requestCode', { number: '+999123456789' })).rejects.toMatchObject({
    code: 'number_invalid',
  });
  await expect(
    call(server.url, 'requestCode', { number: '0123456789' as string }),
  ).rejects.toMatchObject({ code: 'bad_request' });
});

it('tells when the code could not be sent', async () => {
  server = await startTestServer({
    sender: { send: () => Promise.reject(new Error(`no way to ${number}`)) },
  });
  await expect(call(server.url, 'requestCode', { number })).rejects.toMatchObject({
    code: 'code_not_sent',
  });
  expect(server.logLines.join('\n')).not.toContain(number);
});

it('uses a registration token once', async () => {
  server = await startTestServer();
  const registrationToken = await proveNumber(server, number);
  const identity = createTestIdentity();
  const request = {
    registrationToken,
    identityKey: identity.identityKey,
    findableByNumber: false,
    device: identity.deviceKeys(),
  };
  await call(server.url, 'createAccount', request);
  await expect(call(server.url, 'createAccount', request)).rejects.toMatchObject({
    code: 'code_expired',
  });
});
