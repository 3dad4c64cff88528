import type { Bus, BusMessage } from './types.ts';

type Listener = (message: BusMessage) => void;

/** The bus of a server that is one process: a call from publisher to listener. */
export const createInProcessBus = (): Bus => {
  const topics = new Map<string, Set<Listener>>();
  return {
    publish: (topic, message) => {
      const listeners = topics.get(topic);
      if (listeners === undefined) return;
      for (const listener of [...listeners]) listener(message);
    },
    subscribe: (topic, listener) => {
      // A function of its own for each subscription, so that the same listener can stand twice.
      const entry: Listener = (message) => listener(message);
      const listeners = topics.get(topic) ?? new Set();
      listeners.add(entry);
      topics.set(topic, listeners);
      return Promise.resolve(() => {
        listeners.delete(entry);
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic);
      });
    },
    close: () => {
      topics.clear();
      return Promise.resolve();
    },
  };
};
