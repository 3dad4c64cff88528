import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { startPair } from '../../testing/pair.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { call, register, type TestAccount, testNumber } from '../../testing/test-client.ts';
import { openSocket, sendTo, type TestSocket } from '../../testing/test-socket.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const pair = async (options: Parameters<typeof startPair>[0] = {}) => {
  const made = await startPair(options);
  closing.push(made.server.close);
  return made;
};
const socketOf = async (server: TestServer, account: TestAccount): Promise<TestSocket> => {
  const socket = await openSocket(server.url, account.authorization);
  closing.push(socket.close);
  return socket;
};
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');
const message = (text: string) => ({ messageId: randomUUID(), sentAt: 1, text });
const reportOf = (about: TestAccount, texts: readonly string[] = ['ancaman']) => ({
  reportId: randomUUID(),
  about: about.accountId,
  messages: texts.map(message),
  note: '',
});

it('takes a report once, within bounds, and says when it is too much', async () => {
  const limits = { maxReportsPerAccount: 2, maxReportBytes: 1_000 };
  const { server, from, to } = await pair({ limits });
  const report = reportOf(to);
  for (let times = 0; times < 3; times++)
    expect(await call(server.url, 'report', report, from.authorization)).toEqual({});
  const again = (asked: typeof report) => call(server.url, 'report', asked, from.authorization);
  await expect(again(reportOf(to, ['é'.repeat(501)]))).rejects.toMatchObject({ code: 'too_large' });
  await expect(again(reportOf(to, Array(21).fill('a')))).rejects.toMatchObject({
    code: 'bad_request',
  });
  await expect(again(reportOf(to, []))).rejects.toMatchObject({ code: 'bad_request' });
  await again(reportOf(to));
  await expect(again(reportOf(to))).rejects.toMatchObject({ code: 'quota_full' });
  await expect(call(server.url, 'report', reportOf(to))).rejects.toMatchObject({
    code: 'unauthorized',
  });
});

it('a flood of reports meets the rate', async () => {
  const { server, from, to } = await pair();
  const outcomes: unknown[] = [];
  for (let times = 0; times < 12; times++)
    outcomes.push(
      await call(server.url, 'report', reportOf(to), from.authorization).catch((error) => error),
    );
  expect(outcomes.filter((outcome) => outcome instanceof Error)).toEqual([
    expect.objectContaining({ code: 'rate_limited' }),
    expect.objectContaining({ code: 'rate_limited' }),
  ]);
});

it('gives a sealed field to whoever shows its token, and one answer to everybody else', async () => {
  const { server, from, to } = await pair();
  const token = randomBytes(32);
  const content = randomBytes(1_052).toString('base64');
  const sealed = { content, tokenHash: hashOf(token) };
  await call(server.url, 'putProfile', { field: 'about', sealed }, from.authorization);
  const read = (over: { accountId?: string; field?: 'about' | 'photo'; token?: Buffer }) =>
    call(server.url, 'readProfile', {
      accountId: from.accountId,
      field: 'about',
      ...over,
      token: (over.token ?? token).toString('base64'),
    });
  expect(await read({})).toEqual({ content });
  const wrong = [
    { token: randomBytes(32) },
    { token: Buffer.alloc(32) },
    { field: 'photo' as const },
    { accountId: to.accountId },
    { accountId: to.accountId, token: Buffer.alloc(32) },
    { accountId: randomUUID() },
  ];
  const answers = await Promise.all(wrong.map((over) => read(over).catch((error) => error)));
  const bodies = answers.map(({ code, details, retryAfterMs }) => ({
    code,
    details,
    retryAfterMs,
  }));
  expect(bodies).toEqual(
    wrong.map(() => ({ code: 'not_found', details: undefined, retryAfterMs: undefined })),
  );
  await expect(read({ token: Buffer.alloc(0) })).rejects.toMatchObject({ code: 'bad_request' });
  await call(server.url, 'putProfile', { field: 'about', sealed: null }, from.authorization);
  await expect(read({})).rejects.toMatchObject({ code: 'not_found' });
});

it('does not take more of a profile than fits, nor a token’s hash that is none', async () => {
  const { server, from } = await pair();
  const put = (sealed: { content: string; tokenHash: string }) =>
    call(server.url, 'putProfile', { field: 'photo', sealed }, from.authorization);
  const tokenHash = hashOf(randomBytes(32));
  await expect(
    put({ content: randomBytes(66_003).toString('base64'), tokenHash }),
  ).rejects.toMatchObject({ code: 'bad_request' });
  await expect(put({ content: 'AAAA', tokenHash: 'AAAA' })).rejects.toMatchObject({
    code: 'bad_request',
  });
});

it('takes sends only with the token where one is asked for; the former one ends at once', async () => {
  const { server, from, to } = await pair();
  const socket = await socketOf(server, from);
  const send = async (over: Parameters<typeof sendTo>[2] = {}): Promise<string> => {
    const frame = sendTo(to, 'salam', over);
    socket.send(frame);
    const answer = await vi.waitFor(() => {
      const found = socket.frames.find(
        (one) => 'requestId' in one && one.requestId === frame.requestId,
      );
      if (!found) throw new Error('no answer');
      return found;
    }, 60_000);
    return answer.kind === 'error' ? answer.error.code : 'sent';
  };
  const setToken = (token: Uint8Array | null) =>
    call(server.url, 'setDelivery', { tokenHash: token && hashOf(token) }, to.authorization);
  const [first, second] = [randomBytes(16), randomBytes(16)];
  expect(await send()).toBe('sent');
  await setToken(first);
  expect(await send()).toBe('not_allowed');
  expect(await send({ ephemeral: true })).toBe('not_allowed');
  expect(await send({ deliveryToken: second })).toBe('not_allowed');
  expect(await send({ deliveryToken: first })).toBe('sent');
  expect(await send({ deliveryToken: first, ephemeral: true })).toBe('sent');
  await setToken(second);
  expect(await send({ deliveryToken: first })).toBe('not_allowed');
  expect(await send({ deliveryToken: second })).toBe('sent');
  await setToken(null);
  expect(await send()).toBe('sent');
  const received = await socketOf(server, to);
  await received.next('caughtUp');
  const contents = received.frames.flatMap((one) => (one.kind === 'deliver' ? one.deliveries : []));
  expect(contents).toHaveLength(4);
});

it('what was taken once is answered so again, whatever the token is by then', async () => {
  const { server, from, to } = await pair();
  const socket = await socketOf(server, from);
  const frame = sendTo(to, 'salam');
  socket.send(frame);
  const { acceptedAt } = await socket.next('sent');
  await call(server.url, 'setDelivery', { tokenHash: hashOf(randomBytes(16)) }, to.authorization);
  socket.send({ ...frame, requestId: frame.requestId + 1_000 });
  expect((await socket.next('sent')).acceptedAt).toBe(acceptedAt);
});

it('asks an account’s own devices for no token, and remembers it over a restart', async () => {
  const server = await startTestServer();
  closing.push(server.close);
  const own = await register(server, testNumber(1));
  const other = await register(server, testNumber(2));
  const token = randomBytes(16);
  await call(server.url, 'setDelivery', { tokenHash: hashOf(token) }, own.authorization);
  const socket = await socketOf(server, own);
  // The one device itself: the server compares devices, it does not ask for a token.
  socket.send(sendTo(own, 'diri'));
  expect((await socket.next('error')).error.code).toBe('devices_changed');
  const stranger = await socketOf(server, other);
  stranger.send(sendTo(own, 'salam'));
  expect((await stranger.next('error')).error.code).toBe('not_allowed');
});
