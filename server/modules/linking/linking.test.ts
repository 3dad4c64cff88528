import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { limits } from '../../../contract/wire/limits.ts';
import { type Pair, startPair } from '../../testing/pair.ts';
import { startTestServer } from '../../testing/start-test-server.ts';
import { call } from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';

let pair: Pair;
afterEach(() => pair.server.close());

const sealed = Buffer.from('sealed to the new device').toString('base64');
const other = Buffer.from('something else').toString('base64');

const open = () => call(pair.server.url, 'openMailbox', {});
type Opened = Awaited<ReturnType<typeof open>>;
const read = ({ mailboxId, readToken }: Opened, waitMs = 0) =>
  call(pair.server.url, 'readMailbox', { mailboxId, readToken, waitMs });
const answer = ({ mailboxId }: Pick<Opened, 'mailboxId'>, message = sealed, by = pair.from) =>
  call(pair.server.url, 'answerMailbox', { mailboxId, sealed: message }, by.authorization);
const code = (is: string) => expect.objectContaining({ code: is });

it('keeps what a linked device left for a new one until it expires', async () => {
  pair = await startPair();
  const mailbox = await open();
  expect(await read(mailbox)).toEqual({ sealed: null });
  await answer(mailbox);
  expect(await read(mailbox)).toEqual({ sealed });
  expect(await read(mailbox, limits.maxWaitMs)).toEqual({ sealed });
});

it('holds who reads until something is left, or the time is over', async () => {
  pair = await startPair();
  const mailbox = await open();
  expect(await read(mailbox, 30)).toEqual({ sealed: null });
  const waiting = read(mailbox, limits.maxWaitMs);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await answer(mailbox);
  expect(await waiting).toEqual({ sealed });
});

it('takes one message, and that one again', async () => {
  pair = await startPair();
  const mailbox = await open();
  await answer(mailbox);
  await answer(mailbox);
  await expect(answer(mailbox, other)).rejects.toEqual(code('link_used'));
  await expect(answer(mailbox, sealed, pair.to)).rejects.toEqual(code('link_used'));
  expect(await read(mailbox)).toEqual({ sealed });
});

it('takes a message from nobody without an account, and none that is too long', async () => {
  pair = await startPair();
  const { mailboxId } = await open();
  const { url } = pair.server;
  await expect(call(url, 'answerMailbox', { mailboxId, sealed })).rejects.toEqual(
    code('unauthorized'),
  );
  const long = Buffer.alloc(limits.maxSealedLinkBytes + 1).toString('base64');
  await expect(answer({ mailboxId }, `${long}AAAA`)).rejects.toEqual(code('bad_request'));
});

it('answers a wrong token as if there were no mailbox', async () => {
  pair = await startPair();
  const [mailbox, another] = [await open(), await open()];
  await answer(mailbox);
  const ask = async (mailboxId: string, readToken: string) => {
    const response = await fetch(`${pair.server.url}/v1/linking/${mailboxId}/read`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ readToken, waitMs: 0 }),
    });
    const headers = [...response.headers].filter(([name]) => name !== 'date');
    return { status: response.status, headers, body: await response.text() };
  };
  const wrong = await ask(mailbox.mailboxId, another.readToken);
  expect(JSON.parse(wrong.body)).toEqual({ code: 'link_expired' });
  expect(wrong).toEqual(await ask(randomUUID(), another.readToken));
  // The identifier alone, which the code shows to whoever sees it, reads nothing.
  expect(wrong).toEqual(await ask(mailbox.mailboxId, 'a'.repeat(43)));
});

it('is gone after five minutes, with what was left', async () => {
  const clock = createTestClock();
  pair = await startPair({ clock });
  const [mailbox, empty] = [await open(), await open()];
  expect(mailbox.expiresAt).toBe(clock.now() + 300_000);
  await answer(mailbox);
  clock.advance(299_999);
  expect(await read(mailbox)).toEqual({ sealed });
  clock.advance(1);
  await expect(read(mailbox)).rejects.toEqual(code('link_expired'));
  await expect(answer(empty)).rejects.toEqual(code('link_expired'));
  await expect(answer({ mailboxId: randomUUID() })).rejects.toEqual(code('link_expired'));
});

it('has room for so many of one address, and of all', async () => {
  const clock = createTestClock();
  pair = await startPair({ clock, limits: { maxMailboxes: 3, maxMailboxesPerSource: 2 } });
  await open();
  await open();
  await expect(open()).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 300_000 });
  clock.advance(300_001);
  expect((await open()).mailboxId).toMatch(/^[0-9a-f-]{36}$/);
  await pair.server.close();
  pair = await startPair({ limits: { maxMailboxes: 1 } });
  await open();
  await expect(open()).rejects.toEqual(code('unavailable'));
});

it('does not let one network have all the room', async () => {
  pair = await startPair({
    trustProxy: true,
    limits: { maxMailboxes: 8, maxMailboxesPerNetwork: 4 },
  });
  const statusFor = async (address: string): Promise<number> =>
    (
      await fetch(`${pair.server.url}/v1/linking`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: '{}',
      })
    ).status;
  // Each a subscriber's own /64, all of one /48.
  for (const part of ['1', '2', '3', '4'])
    expect(await statusFor(`2001:db8:7:${part}::1`)).toBe(200);
  expect(await statusFor('2001:db8:7:5::1')).toBe(429);
  expect(await statusFor('2001:db8:8:1::1')).toBe(200);
});

it('lets go of who waits when the server closes, and forgets who went away', async () => {
  pair = await startPair();
  const { url } = pair.server;
  const mailbox = await open();
  const leave = new AbortController();
  const left = fetch(`${url}/v1/linking/${mailbox.mailboxId}/read`, {
    method: 'POST',
    signal: leave.signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ readToken: mailbox.readToken, waitMs: limits.maxWaitMs }),
  }).catch(() => 'left');
  await new Promise((resolve) => setTimeout(resolve, 30));
  leave.abort();
  expect(await left).toBe('left');
  const held = read(mailbox, limits.maxWaitMs).then(
    () => 'answered',
    () => 'let go',
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
  await pair.server.close();
  expect(await held).toBe('let go');
  pair = { ...pair, server: await startTestServer() };
});
