import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { createNodeRandom } from '../platform/node-random.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { addChat, chatId, messageId, textMessage } from '../store/testing/sample.ts';
import type { Store } from '../store/types.ts';
import { createServerClock, type ServerClock } from './server-clock.ts';

const hourMs = 3_600_000;
const beganAt = Date.UTC(2026, 5, 1);

/** A computer with a clock that can be set, that sleeps, and is switched off. */
const createComputer = (wallAheadMs: number) => {
  let at = beganAt;
  let ahead = wallAheadMs;
  let bootedAt = beganAt - hourMs;
  return {
    /** What a right clock shows. */
    right: () => at,
    aheadMs: () => ahead,
    pass: (ms: number) => (at += ms),
    set: (ms: number) => (ahead += ms),
    boot: (offMs: number) => {
      at += offMs;
      bootedAt = at;
    },
    clock: {
      now: () => at + ahead,
      elapsed: () => at - bootedAt,
      after: () => () => undefined,
    },
  };
};

const here = eachStore();
let store: Store;

beforeEach(() => {
  store = here.store;
  addChat(store, 1);
});

const begin = (computer: ReturnType<typeof createComputer>): ServerClock =>
  createServerClock(
    store,
    { clock: computer.clock, random: createNodeRandom() },
    store.messages.settleStarts,
  );

it('goes by the server once it was heard, whatever becomes of this computer’s clock', () => {
  const computer = createComputer(5 * hourMs);
  const clock = begin(computer);
  expect(clock.now()).toBe(computer.right() + 5 * hourMs);
  clock.heard(computer.right(), computer.clock.elapsed());
  expect(clock.now()).toBe(computer.right());
  computer.set(-90 * hourMs);
  computer.pass(hourMs);
  expect(clock.now()).toBe(computer.right());
  expect(clock.toComputerTime(computer.right() + 7)).toBe(computer.clock.now() + 7);
});

it('a new run goes by this computer’s clock as it had to be corrected, and never behind what passed', () => {
  const computer = createComputer(5 * hourMs);
  begin(computer).heard(computer.right(), computer.clock.elapsed());
  computer.pass(2 * hourMs);
  expect(begin(computer).now()).toBe(computer.right());
  computer.set(-1_000 * hourMs);
  expect(begin(computer).now()).toBe(computer.right());
  computer.boot(3 * hourMs);
  expect(begin(computer).now()).toBe(
    computer.right() - 3 * hourMs - computer.clock.elapsed() - 2 * hourMs,
  );
});

const steps = fc.array(
  fc.oneof(
    fc.record({
      what: fc.constantFrom('pass' as const, 'off' as const),
      ms: fc.integer({ min: 1, max: 40 * hourMs }),
    }),
    fc.record({
      what: fc.constant('set' as const),
      ms: fc.integer({ min: -200 * hourMs, max: 200 * hourMs }),
    }),
    fc.record({ what: fc.constantFrom('restart' as const, 'hear' as const) }),
    fc.record({ what: fc.constant('read' as const), afterS: fc.integer({ min: 1, max: 100_000 }) }),
  ),
  { minLength: 3, maxLength: 25 },
);

interface Read {
  readonly at: number;
  readonly afterMs: number;
  /** The server had been heard by the run in which it was read. */
  readonly sure: boolean;
  readonly run: number;
  /** How far off this computer's clock was when the server was heard last before, and when it was read. */
  readonly heardAheadMs: number;
  readonly beginAheadMs: number;
}

const slackMs = 60_000;

it('never alive past its time once the server is heard, never gone before it by any right clock', () => {
  let number = 0;
  fc.assert(
    fc.property(fc.integer({ min: -50 * hourMs, max: 50 * hourMs }), steps, (wallAheadMs, all) => {
      const computer = createComputer(wallAheadMs);
      let clock = begin(computer);
      clock.heard(computer.right(), computer.clock.elapsed());
      let isSure = true;
      let run = 0;
      let heardAheadMs = computer.aheadMs();
      let beginAheadMs = computer.aheadMs();
      let wasSet = false;
      const alive = new Map<number, Read>();
      const isThere = (key: number) => store.messages.get(chatId(1), messageId(key)) !== null;
      const look = (heard: boolean): void => {
        while (store.messages.expire(clock.now(), 100).length > 0);
        for (const [key, read] of alive) {
          const leftMs = read.at + read.afterMs - computer.right();
          if (!isThere(key)) {
            // Right throughout, or the server's known when it was read and when it went.
            if (!wasSet || (read.sure && isSure && read.run === run))
              expect(leftMs).toBeLessThan(slackMs);
            alive.delete(key);
          } else if (heard) {
            // A clock that was off only in between, over a run that never heard the server, is taken for right.
            const isMasked =
              !read.sure &&
              read.run !== run &&
              read.beginAheadMs !== read.heardAheadMs &&
              Math.abs(computer.aheadMs() - read.heardAheadMs) < slackMs;
            if (!isMasked) expect(leftMs).toBeGreaterThan(-slackMs);
          }
        }
      };
      for (const step of all) {
        if (step.what === 'pass') computer.pass(step.ms);
        else if (step.what === 'set') {
          computer.set(step.ms);
          wasSet = true;
        } else if (step.what === 'read') {
          const key = ++number;
          const message = textMessage(key);
          const [added] = store.messages.add([{ ...message, expireAfterS: step.afterS }]);
          store.chats.markRead(chatId(1), added?.order ?? 0, clock.start());
          alive.set(key, {
            at: computer.right(),
            afterMs: step.afterS * 1_000,
            sure: isSure,
            run,
            heardAheadMs,
            beginAheadMs,
          });
        } else if (step.what === 'hear') {
          clock.heard(computer.right(), computer.clock.elapsed());
          heardAheadMs = computer.aheadMs();
        } else {
          if (step.what === 'off') computer.boot(step.ms);
          clock = begin(computer);
          isSure = false;
          beginAheadMs = computer.aheadMs();
          run++;
        }
        look(step.what === 'hear');
        if (step.what === 'hear') isSure = true;
      }
      clock.heard(computer.right(), computer.clock.elapsed());
      look(true);
      for (const key of alive.keys()) {
        const order = store.messages.get(chatId(1), messageId(key))?.order ?? 0;
        store.messages.hide(chatId(1), [order]);
      }
      store.messages.removeHidden();
    }),
    { numRuns: 150 },
  );
}, 120_000);
