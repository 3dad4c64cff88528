import type { Duplex } from 'node:stream';

/** Gathers what a batch writes to each socket into one system call. */
export const createCork = () => {
  const corked = new Set<Duplex>();
  let active = false;
  return {
    /** Begins a batch; the result ends it. */
    begin: (): (() => void) => {
      active = true;
      return () => {
        active = false;
        for (const socket of corked) socket.uncork();
        corked.clear();
      };
    },
    beforeWrite: (socket: Duplex): void => {
      if (!active || corked.has(socket)) return;
      socket.cork();
      corked.add(socket);
    },
  };
};
