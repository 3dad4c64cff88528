import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { type Pair, startPair } from './testing/pair.ts';
import { call } from './testing/test-client.ts';
import { openSocket, sendTo } from './testing/test-socket.ts';

let pair: Pair;
afterEach(() => pair.server.close());

it('logs a whole journey without a number, name, token, address, id or content', async () => {
  pair = await startPair();
  const { server, from, to } = pair;
  const canary = `canary-${randomBytes(8).toString('hex')}`;
  const { username } = await call(
    server.url,
    'setUsername',
    { name: 'aisyah' },
    from.authorization,
  );
  await call(server.url, 'lookupUsername', { username: username ?? '' }, to.authorization);
  await call(server.url, 'lookupNumber', { number: to.number }, from.authorization);
  await call(server.url, 'takeKeys', { accountId: to.accountId }, from.authorization);
  const sender = await openSocket(server.url, from.authorization);
  sender.send(sendTo(to, canary));
  await sender.next('sent');
  sender.raw.send(canary);
  await sender.closed;
  const wrong = {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${canary}` },
  };
  await fetch(`${server.url}/v1/lookups/number`, { ...wrong, body: canary });
  await fetch(`${server.url}/v1/registrations`, {
    ...wrong,
    body: JSON.stringify({ number: canary }),
  });
  await fetch(`${server.url}/v1/accounts/${canary}/keys?x=${canary}`, wrong);
  await call(server.url, 'deleteAccount', {}, from.authorization);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  const logged = server.logLines.join('\n');
  expect(server.logLines.length).toBeGreaterThan(10);
  const tokens = [from, to].map(({ authorization }) => authorization.split('.').at(-1) ?? '');
  const secrets = [
    canary,
    from.number,
    to.number,
    from.number.slice(1),
    from.accountId,
    to.accountId,
    username ?? '',
    'aisyah',
    ...tokens,
    server.lastCode(from.number),
    '127.0.0.1',
    '::1',
    from.identity.identityKey,
  ];
  expect(secrets.filter((secret) => logged.includes(secret))).toEqual([]);
  expect(secrets.slice(0, -3).filter((secret) => metrics.includes(secret))).toEqual([]);
});
