import type { Sync } from '../../contract/content/schema.ts';
import type { Context } from '../context.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { PreparedRow } from '../outbox/prepared.ts';
import type { SessionWork } from '../outbox/session-work.ts';
import type { SyncOut } from './types.ts';
import type { SyncWriting } from './writing.ts';

/** Encrypts what other devices are to be told before the transaction that makes it so: one commit where there were two. */
export const createTogether = (
  { store }: Pick<Context, 'store'>,
  options: {
    readonly sessions: Pick<SessionWork, 'run'>;
    readonly outbox: Pick<Outbox, 'prepare' | 'write'>;
    readonly sync: Pick<SyncWriting, 'hasOthers' | 'repeat'>;
    readonly isReady: () => boolean;
  },
): SyncOut['together'] => {
  const { sessions, outbox, sync } = options;
  return async <T>(
    plan: () => readonly Sync[],
    write: (tell: (() => readonly PreparedRow[]) | null) => T,
  ): Promise<T> => {
    if (!options.isReady() || !sync.hasOthers()) return store.transaction(() => write(null));
    let result: T | undefined;
    await sessions.run(
      async (unit) => outbox.prepare(unit, sync.repeat(plan())),
      (rows) => {
        result = write(() => {
          outbox.write(rows);
          return rows;
        });
      },
    );
    return result as T;
  };
};
