import { createMutex } from './mutex.ts';

/** Runs one piece of work at a time, in the order they were asked for. */
export type Section = <Result>(work: () => Promise<Result>) => Promise<Result>;

export const createSection = (): Section => {
  const mutex = createMutex();
  return async (work) => {
    const release = await mutex.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  };
};
