import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dayMs } from '../../../contract/policy/testing/policies.ts';
import type { Mood } from '../../../peers/affiliate-sandbox/manners.ts';
import { decisionsOf, type Person, startWorld, type World } from './testing/world.ts';

const hourMs = 3_600_000;
let world: World;
let person: Person;
beforeEach(async () => {
  world = await startWorld();
  person = await world.newcomer();
});
afterEach(() => world.close());

const both = decisionsOf('notified', 'ads-relevance', 'friend-suggestions');
const kinds = async (): Promise<readonly string[]> =>
  (await person.shown()).map((one) => one.kinds.join(' ')).toSorted();

it('loses nothing when the affiliate is down for a day, and sends nothing that was refused meanwhile', async () => {
  world.behave('down');
  await person.accept(both);
  await world.pass(hourMs, 60_000);
  await person.choose({ decisions: decisionsOf('withdrawn', 'friend-suggestions') });
  await world.pass(dayMs, hourMs);
  expect(world.affiliate.entries()).toEqual([]);
  expect(await kinds()).toEqual(['about_to_send unknown', 'about_to_send unknown deletion_asked']);
  world.behave('well');
  await world.pass(2 * hourMs, hourMs);
  expect(world.held().map(({ purpose }) => purpose)).toEqual(['ads-relevance']);
  expect(await kinds()).toEqual([
    'about_to_send unknown acknowledged',
    'about_to_send unknown deletion_asked deletion_confirmed',
  ]);
});

it('tries less and less often', async () => {
  let tries = 0;
  await world.restart({
    fetch: async () => {
      tries++;
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
      });
    },
  });
  await person.accept();
  await world.pass(dayMs, 60_000);
  expect(tries).toBeGreaterThan(20);
  expect(tries).toBeLessThan(60);
  expect(await kinds()).toEqual(['about_to_send not_sent']);
  await world.restart();
  await world.settled();
  expect(world.held()).toHaveLength(1);
});

it('forgets nothing and asks for nothing when it never left and was refused', async () => {
  await world.restart({
    fetch: async () => {
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }),
      });
    },
  });
  await person.accept();
  await world.settled();
  await person.choose({ decisions: decisionsOf('withdrawn', 'ads-relevance') });
  await world.restart();
  await world.pass(dayMs, hourMs);
  expect(world.affiliate.entries()).toEqual([]);
  expect(await kinds()).toEqual(['about_to_send not_sent']);
});

it.each<Mood>(['failing', 'garbled', 'mistaken', 'twice', 'lost'])(
  'has it there once after the affiliate was %s',
  async (mood) => {
    world.behave(mood);
    await person.accept();
    await world.pass(hourMs, 60_000);
    world.behave('well');
    await world.pass(3 * hourMs, hourMs / 4);
    expect(world.held()).toHaveLength(1);
    expect((await person.shown())[0]?.kinds.at(-1)).toBe('acknowledged');
    world.behave(mood);
    await person.choose({ method: 'global_opt_out' });
    await world.pass(hourMs, 60_000);
    world.behave('well');
    await world.pass(3 * hourMs, hourMs / 4);
    expect(world.held()).toEqual([]);
    expect((await person.shown())[0]?.kinds.at(-1)).toBe('deletion_confirmed');
  },
);

it('asks for what came slowly to be forgotten when it was refused on its way', async () => {
  world.behave('slow', 300);
  await person.accept();
  await expect.poll(() => kinds()).toEqual(['about_to_send']);
  await person.choose({ decisions: decisionsOf('withdrawn', 'ads-relevance') });
  await world.settled();
  expect(world.held()).toEqual([]);
  const [first, ...then] = (await kinds())[0]?.split(' ') ?? [];
  expect([first, then.at(-1)]).toEqual(['about_to_send', 'deletion_confirmed']);
  expect(then.slice(0, -1).sort()).toEqual(['deletion_asked', 'unknown']);
});

it('lets a server end while the affiliate is silent', async () => {
  world.behave('silent');
  await person.accept();
  await expect.poll(() => kinds()).toEqual(['about_to_send']);
  world.behave('well');
  await world.restart();
  await world.settled();
  expect(await kinds()).toEqual(['about_to_send unknown acknowledged']);
});

it('follows no redirect, and reads no answer that goes on and on', async () => {
  const asked: string[] = [];
  const rude = await new Promise<Server>((resolve) => {
    const made = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url?.startsWith('/moved'))
        response.writeHead(308, { location: '/elsewhere' }).end();
      else {
        response.writeHead(200, { 'content-type': 'application/json' });
        const more = () => {
          while (!response.destroyed && response.write(' '.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      }
    }).listen(0, '127.0.0.1', () => resolve(made));
  });
  const { port } = rude.address() as AddressInfo;
  for (const path of ['moved', 'endless']) {
    const url = `http://127.0.0.1:${port}/${path}`;
    await world.restart({ affiliate: { url, name: 'Sanubari' } });
    if (path === 'moved') await person.accept();
    await world.pass(hourMs);
  }
  expect(asked.some((path) => path.startsWith('/elsewhere'))).toBe(false);
  expect(asked.length).toBeGreaterThan(1);
  expect(await kinds()).toEqual(['about_to_send unknown']);
  await new Promise((resolve) => {
    rude.close(resolve);
    rude.closeAllConnections();
  });
});
