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

const askFrom = (source: string, index = 1) =>
  fetch(`${server.url}/v1/registrations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': source },
    body: JSON.stringify({ number: testNumber(index) }),
  });

it('sends so many codes to a number for one source and tells when the next can be had', async () => {
  const clock = createTestClock();
  server = await startTestServer({ clock });
  for (let sent = 0; sent < 4; sent++) {
    await call(server.url, 'requestCode', { number });
    clock.advance(60_000);
  }
  const answer = await askFrom('');
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe(String(116 * 60));
  await call(server.url, 'requestCode', { number: testNumber(2) });
});

/** Of somebody who asks far oftener than any limit gives. */
const betweenMinutes = 5;
const minutesOfADay = Array.from(
  { length: (24 * 60) / betweenMinutes },
  (_, at) => at * betweenMinutes,
);

it('lets no stranger keep a person from a code, however long and often the stranger asks', async () => {
  const clock = createTestClock();
  server = await startTestServer({ clock, trustProxy: true });
  let sentToStranger = 0;
  // The person asks whenever they like.
  for (const minute of minutesOfADay) {
    if ((await askFrom('203.0.113.9')).status === 200) sentToStranger++;
    if (minute % 360 === 0) expect((await askFrom('198.51.100.4')).status).toBe(200);
    clock.advance(betweenMinutes * 60_000);
  }
  expect(sentToStranger).toBe(15);
});

it.each([
  ['a /48 of IPv6', (at: number) => `2001:db8:7:${(at % 65_536).toString(16)}::1`],
  ['a /24 of IPv4', (at: number) => `203.0.113.${at % 256}`],
])('counts %s as one network, however many sources it has', async (_name, sourceAt) => {
  const clock = createTestClock();
  server = await startTestServer({ clock, trustProxy: true });
  let sent = 0;
  for (const minute of minutesOfADay) {
    if ((await askFrom(sourceAt(minute / betweenMinutes))).status === 200) sent++;
    if (minute % 120 === 0) expect((await askFrom('198.51.100.4')).status).toBe(200);
    clock.advance(betweenMinutes * 60_000);
  }
  expect(sent).toBe(21);
});

it('lets one source leave its neighbours something of their network', async () => {
  const clock = createTestClock();
  server = await startTestServer({ clock, trustProxy: true });
  for (const minute of minutesOfADay) {
    await askFrom('2001:db8:7:1::1');
    if (minute % 360 === 0) expect((await askFrom('2001:db8:7:2::1')).status).toBe(200);
    clock.advance(betweenMinutes * 60_000);
  }
});

it('keeps a code good that somebody has when a stranger asks for more, each with tries of its own', async () => {
  const clock = createTestClock();
  server = await startTestServer({ clock, trustProxy: true });
  const { registrationId } = (await (await askFrom('198.51.100.4')).json()) as {
    registrationId: string;
  };
  const code = server.lastCode(number);
  for (let other = 1; other <= 3; other++) {
    const answer = await askFrom(`203.0.113.${other}`);
    const stranger = (await answer.json()) as { registrationId: string };
    const guess = wrongOf(server.lastCode(number));
    for (let tried = 0; tried < 6; tried++)
      await call(server.url, 'submitCode', { ...stranger, code: guess }).catch(() => undefined);
  }
  await call(server.url, 'submitCode', { registrationId, code });
});

it('bounds what all sources together cost a number: messages and guesses', async () => {
  const clock = createTestClock();
  server = await startTestServer({ clock, trustProxy: true });
  let sent = 0;
  for (let source = 0; source < 200; source++)
    if ((await askFrom(`198.51.${source}.1`)).status === 200) sent++;
  expect(sent).toBe(30);
  expect((await askFrom('203.0.113.1')).headers.get('retry-after')).toBe(String(20 * 60));
  expect((await askFrom('203.0.113.1', 2)).status).toBe(200);
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
