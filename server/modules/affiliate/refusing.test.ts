import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Batch, batchSchema } from '../../../contract/disclosure/affiliate.ts';
import { decisionsOf, startWorld, type World } from './testing/world.ts';

const hourMs = 3_600_000;
let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const chosen = ['ads-relevance', 'friend-suggestions'] as const;

it('sends to others what is theirs while the affiliate refuses the deletions of some for ever', async () => {
  const refusesDeletions: typeof fetch = async (url, init) => {
    const body = init?.body instanceof Uint8Array ? Buffer.from(init.body).toString() : '';
    const batch: Batch | null = body === '' ? null : batchSchema.parse(JSON.parse(body));
    if (!batch?.items.some(({ kind }) => kind === 'deletion')) return fetch(url, init);
    return Response.json({ results: [] });
  };
  const stubborn = [await world.newcomer(), await world.newcomer()];
  for (const person of stubborn) await person.accept(decisionsOf('notified', ...chosen));
  await world.settled();
  expect(world.held()).toHaveLength(4);
  await world.restart({ fetch: refusesDeletions });
  for (const person of stubborn)
    await person.choose({ decisions: decisionsOf('withdrawn', ...chosen) });
  await world.pass(8 * hourMs, hourMs / 4);
  const person = await world.newcomer();
  await person.accept();
  await world.pass(hourMs / 4, 60_000);
  expect(world.held()).toHaveLength(5);
  // Nobody stops asking.
  await world.restart();
  await world.pass(2 * hourMs, hourMs / 4);
  expect(world.held()).toHaveLength(1);
});
