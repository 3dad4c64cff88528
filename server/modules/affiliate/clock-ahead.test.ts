import { afterEach, beforeEach, expect, it } from 'vitest';
import { dayMs } from '../../../contract/policy/testing/policies.ts';
import { decisionsOf, type Person, startWorld, type World } from './testing/world.ts';

const hourMs = 3_600_000;
const aheadMs = 365 * dayMs;
let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

it.each(['down', 'mistaken'] as const)(
  'asks for what was refused to be forgotten once a clock that was a year ahead is right again: the affiliate was %s meanwhile',
  async (mood) => {
    const [first, second] = [await world.newcomer(), await world.newcomer()];
    for (const person of [first, second]) await person.accept();
    await world.settled();
    expect(world.held()).toHaveLength(2);
    const held = ({ account }: Person) =>
      world.held().filter(({ phoneNumber }) => phoneNumber === account.number);
    const rightAt = world.clock.now();
    world.clock.advance(aheadMs);
    world.behave(mood);
    await first.choose({ at: rightAt, decisions: decisionsOf('objected', 'ads-relevance') });
    for (let tries = 0; tries < 3; tries++) await world.settled();
    world.clock.advance(-aheadMs);
    world.behave('well');
    await world.pass(3 * hourMs, hourMs / 2);
    expect(held(first)).toEqual([]);
    await second.choose({ decisions: decisionsOf('objected', 'ads-relevance') });
    await world.pass(hourMs, hourMs / 2);
    expect(held(second)).toEqual([]);
  },
);
