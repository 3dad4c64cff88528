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

const stir = (): void => {
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
        return network.request(request).finally(stir);
      },
      connect: (options) => {
        const socket = network.connect({
          ...options,
          onOpen: stirring(options.onOpen),
          onFrame: stirring(options.onFrame),
          onAlive: stirring(options.onAlive),
          onEnd: stirring(options.onEnd),
        });
        return { ...socket, send: stirring(socket.send) };
      },
    },
  };
};
