import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Collects what a journey opens, and closes it in reverse order. */
export interface Scope {
  /** Closes `resource` with the scope; gives it back. */
  readonly own: <T extends { close(): Promise<void> }>(resource: T) => T;
  readonly defer: (close: () => Promise<void>) => void;
  /** A new temporary folder, removed with the scope. */
  readonly folder: (name: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** A scope that closes everything even when one close fails; then it throws the first failure. */
export const createScope = (): Scope => {
  const closers: (() => Promise<void>)[] = [];
  const scope: Scope = {
    own: (resource) => {
      closers.push(() => resource.close());
      return resource;
    },
    defer: (close) => void closers.push(close),
    folder: async (name) => {
      const path = await mkdtemp(join(tmpdir(), `bisik-${name}-`));
      closers.push(() => rm(path, { recursive: true, force: true, maxRetries: 5 }));
      return path;
    },
    close: async () => {
      const failures: unknown[] = [];
      for (let close = closers.pop(); close; close = closers.pop()) {
        await close().catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
  return scope;
};
