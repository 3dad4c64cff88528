import { afterEach, expect, it } from 'vitest';
import { type Pair, startPair } from '../../testing/pair.ts';
import { call } from '../../testing/test-client.ts';

let pair: Pair;
afterEach(() => pair.server.close());

it('does not let one account use up the keys of another', async () => {
  pair = await startPair();
  const { server, from, to } = pair;
  const take = () => call(server.url, 'takeKeys', { accountId: to.accountId }, from.authorization);
  for (let taken = 0; taken < 50; taken++) await take();
  await expect(take()).rejects.toMatchObject({ code: 'rate_limited' });
  await call(server.url, 'takeKeys', { accountId: from.accountId }, from.authorization);
});
