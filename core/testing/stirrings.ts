import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { Clock, Network } from '../platform/types.ts';

/** Anything of a messenger that may have made a difference: an event, traffic, a timer that went off. */
export interface Stirrings {
  readonly clock: Clock;
  readonly network: Network;
  readonly stir: () => void;
}

/** What waits in a test, for whichever of the world's messengers: one often looks at another. */
const watchers = new Set<() => void>();
let scheduled = false;
let stirrings = 0;
/** Requests without an answer yet, and connections that are being opened. */
let underway = 0;

const stir = (): void => {
  stirrings++;
  if (scheduled || watchers.size === 0) return;
  scheduled = true;
  // After what the stirring sets off at once.
  setImmediate(() => {
    scheduled = false;
    for (const watcher of [...watchers]) watcher();
  });
};

/** Calls `watcher` after each stirring of any messenger. */
export const onStirring = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
};

const quietMs = 20;
const mostMs = 15_000;

/** Resolves once no messenger of this process waits for an answer and nothing stirs: what a test set off has come to its end. What is held back for good is not waited for. */
export const quiet = async (): Promise<void> => {
  const late = performance.now() + mostMs;
  let before: number;
  do {
    before = stirrings;
    await wait(quietMs);
    // On a busy machine that passes before what has arrived is read.
    for (let turns = 0; turns < 8; turns++) await nextTurn();
  } while ((underway > 0 || stirrings !== before) && performance.now() < late);
};

/** Something goes on until what is given is called. */
const goesOn = (): (() => void) => {
  let isOver = false;
  underway++;
  return () => {
    if (!isOver) underway--;
    isOver = true;
  };
};

/** The clock and the network of a messenger, with everything that they bring in reported. */
export const withStirrings = (clock: Clock, network: Network): Stirrings => {
  const stirring =
    <A extends readonly unknown[]>(act: (...args: A) => void) =>
    (...args: A): void => {
      act(...args);
      stir();
    };
  return {
    stir,
    clock: { ...clock, after: (delayMs, act) => clock.after(delayMs, stirring(act)) },
    network: {
      request: (request) => {
        stir();
        const over = goesOn();
        return network.request(request).finally(() => {
          over();
          stir();
        });
      },
      connect: (options) => {
        let answered = goesOn();
        const answering =
          <A extends readonly unknown[]>(act: (...args: A) => void) =>
          (...args: A): void => {
            answered();
            act(...args);
          };
        const socket = network.connect({
          ...options,
          onOpen: stirring(answering(options.onOpen)),
          onFrame: stirring(options.onFrame),
          onAlive: stirring(answering(options.onAlive)),
          onEnd: stirring(answering(options.onEnd)),
        });
        return {
          ...socket,
          send: stirring(socket.send),
          ping: () => {
            answered();
            answered = goesOn();
            socket.ping();
          },
          close: answering(socket.close),
        };
      },
    },
  };
};
