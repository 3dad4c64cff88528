import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { encodeServerFrame, parseClientFrame } from '../../contract/wire/frames.ts';
import { eachStore } from '../store/testing/each-store.ts';
import type { NewOutboxRow } from '../store/types/outbox.ts';
import type { Store } from '../store/types.ts';
import { createHandClock } from '../testing/hand-clock.ts';
import { delivery } from '../testing/hostile-sender.ts';
import { addLaptop } from '../testing/laptop.ts';
import { workInStore } from '../testing/work-in-store.ts';
import { startWorld } from '../testing/world.ts';
import { createRepeatRounds } from './repeat-rounds.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const here = eachStore();
let store: Store;

beforeEach(() => {
  store = here.store;
});

const start = (words: number) => {
  const clock = createHandClock();
  const row = {} as NewOutboxRow;
  const begin = () => createRepeatRounds({ store, clock }, () => new Array(words).fill(row));
  let rounds = begin();
  /** A round is asked for, or not; gives how many words are said. */
  const look = (isAsked: boolean): number => {
    const { rows, write } = rounds.plan(isAsked);
    write();
    return rows.length;
  };
  const restart = () => {
    rounds = begin();
  };
  return { clock, look, restart, rounds: () => rounds };
};

test.each([10, 400, 5_000])(
  'asked for every second, %i words are said so often that an hour has an end to them',
  (words) => {
    const { clock, look } = start(words);
    let said = 0;
    for (let hour = 1; hour <= 3; hour++) {
      for (let second = 0; second < 3_600; second++) {
        said += look(true);
        clock.forward(1_000);
      }
      expect(said).toBeLessThanOrEqual(hour * 6_000 + 1_000 + words);
    }
  },
);

test('what was put off is said when its turn comes, as well after a restart, and once', () => {
  const { clock, look, restart, rounds } = start(5_000);
  expect(rounds().nextDueAt()).toBeNull();
  expect(look(true)).toBe(5_000);
  expect(look(false)).toBe(0);
  expect(look(true)).toBe(0);
  restart();
  const dueAt = rounds().nextDueAt() ?? 0;
  expect(dueAt - clock.now()).toBeGreaterThan(30 * minuteMs);
  expect(dueAt - clock.now()).toBeLessThan(hourMs);
  clock.forward(dueAt - clock.now() - minuteMs);
  expect(rounds().isDue()).toBe(false);
  expect(look(false)).toBe(0);
  clock.forward(minuteMs + 1);
  expect(rounds().isDue()).toBe(true);
  expect(look(false)).toBe(5_000);
  expect(rounds().nextDueAt()).toBeNull();
  clock.forward(24 * hourMs);
  expect(look(false)).toBe(0);
});

test('a few losses that come together are each made good at once', () => {
  const { look } = start(80);
  for (let loss = 0; loss < 12; loss++) expect(look(true)).toBe(80);
});

test('a round whose transaction fails has not been said', () => {
  const { rounds, look } = start(5_000);
  expect(rounds().plan(true).rows).toHaveLength(5_000);
  expect(look(true)).toBe(5_000);
});

test('garbage from the server in the own account’s name has the other device say little again, and what is lost meanwhile is said in the end', async () => {
  const world = await startWorld();
  const clock = createHandClock();
  const desk = await world.person('+60123456701', 'Aisyah', { clock });
  const laptop = await addLaptop(world, desk, { options: { clock } });
  const words = 1_200;
  await workInStore(laptop, (kept) =>
    kept.transaction(() => {
      for (let count = 0; count < words; count++)
        kept.sync.note(
          {
            what: 'read',
            accountId: randomUUID(),
            messageId: randomUUID(),
            outgoing: false,
            acceptedAt: 1,
          },
          clock.now(),
        );
    }),
  );
  const sends = { desk: 0, laptop: 0 };
  const count = (person: typeof desk, name: keyof typeof sends): void => {
    const network = person.network();
    const { onSend } = network;
    network.onSend = (bytes, pass) => {
      if (parseClientFrame(bytes).kind === 'send') sends[name]++;
      onSend(bytes, pass);
    };
  };
  count(desk, 'desk');
  count(laptop, 'laptop');
  await laptop.online();
  await desk.online();
  const from = { senderId: desk.accountId, senderDeviceId: 2 };
  let seq = 9_000_000;
  const minutes = 10;
  for (let minute = 0; minute < minutes; minute++) {
    const before = sends.desk;
    const deliveries = Array.from({ length: 5 }, () => delivery(seq++, from, randomBytes(80)));
    desk.network().inject(encodeServerFrame({ kind: 'deliver', deliveries }));
    await desk.own().until(() => sends.desk > before);
    if (minute === 0) await laptop.own().until(() => sends.laptop >= words, 60_000);
    for (let part = 0; part < 61; part++) clock.forward(1_000);
    await laptop.online();
    await desk.online();
  }
  // What was asked for meanwhile is said once more, and not ten times.
  await laptop.own().until(() => sends.laptop >= 2 * words, 60_000);
  expect(sends.laptop).toBeLessThan(3 * words);
  expect(laptop.own().unexpected).toEqual([]);
  await world.close();
});
