import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { socketPath } from '../../../contract/wire/http.ts';
import { type Pair, startPair } from '../../testing/pair.ts';
import { call, register, type TestAccount } from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { openSocket } from '../../testing/test-socket.ts';

let pair: Pair;
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await pair.server.close();
});

const again = { limits: { codeResendAfterMs: 0 } };

/** Somebody else registers the number. */
const takeNumber = ({ server, from }: Pair): Promise<TestAccount> => register(server, from.number);
/** The same device gets a new token. */
const renew = ({ server, from }: Pair): Promise<TestAccount> =>
  register(server, from.number, { identity: from.identity, authorization: from.authorization });
const remove = ({ server, from }: Pair) =>
  call(server.url, 'deleteAccount', {}, from.authorization);

const overHttp = async (authorization: string): Promise<unknown> => {
  const answer = await fetch(`${pair.server.url}/v1/account`, { headers: { authorization } });
  return { status: answer.status, body: await answer.json() };
};

const overSocket = (authorization: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${pair.server.url.replace('http', 'ws')}${socketPath}?v=1`, {
      headers: { authorization },
    });
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('open', () => reject(new Error('the socket was taken')));
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
  });

const refusal = (reason?: string) => ({
  status: 401,
  body: { code: 'unauthorized', ...(reason === undefined ? {} : { details: { reason } }) },
});

it.each([
  ['number_registered_again', takeNumber, 'number_registered_again'],
  ['device_removed', renew, 'device_removed'],
  ['account_deleted', remove, undefined],
])('tells an open socket of %s as it closes it', async (reason, act, afterwards) => {
  pair = await startPair(again);
  const socket = await openSocket(pair.server.url, pair.from.authorization);
  sockets.push(socket.raw);
  const ended = new Promise((resolve) =>
    socket.raw.once('close', (code, why) => resolve({ code, why: JSON.parse(String(why)) })),
  );
  await act(pair);
  const { body } = refusal(reason);
  expect(await socket.next('error')).toMatchObject({ requestId: 0, error: body });
  expect(await ended).toEqual({ code: 4401, why: body });
  // Who was not there to hear that an account was deleted finds nothing left that could say so.
  expect(await overHttp(pair.from.authorization)).toEqual(refusal(afterwards));
  expect(await overSocket(pair.from.authorization)).toEqual(refusal(afterwards));
});

it('tells the reason only to who shows the former token', async () => {
  pair = await startPair(again);
  const { accountId, authorization } = pair.from;
  const present = await takeNumber(pair);
  const [, token = ''] = /\.([^.]{43})$/.exec(authorization) ?? [];
  const [, other = ''] = /\.([^.]{43})$/.exec(present.authorization) ?? [];
  const wrong = token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
  for (const shown of ['', `Bearer ${accountId}.1.${wrong}`, `Bearer ${accountId}.1.${other}`])
    expect(await overHttp(shown), shown).toEqual(refusal());
  expect(await overHttp(authorization)).toEqual(refusal('number_registered_again'));
});

it('forgets the reason after 90 days', async () => {
  const clock = createTestClock();
  pair = await startPair({ clock, limits: { codeResendAfterMs: 0, sweepIntervalMs: 20 } });
  const { authorization } = pair.from;
  await takeNumber(pair);
  clock.advance(90 * 86_400_000 - 1);
  expect(await overHttp(authorization)).toEqual(refusal('number_registered_again'));
  clock.advance(86_400_000 + 2);
  await expect.poll(() => overHttp(authorization)).toEqual(refusal());
});
