import * as z from 'zod/mini';
import type { Sync } from '../../contract/content/schema.ts';
import { accountIdSchema, timestampSchema } from '../../contract/ids.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Context } from '../context.ts';

const metaName = 'people.removed';
/** The newest stay: whoever sends requests without end finds an end here. */
const mostKept = 200;
const keptSchema = z.array(z.object({ accountId: accountIdSchema, at: timestampSchema }));

/** Whose message requests were deleted here, for a device of the account that lost the word of it. */
export const createRemovals = ({
  store: { meta, chats },
  clock,
}: Pick<Context, 'store' | 'clock'>) => {
  const load = () => {
    const since = clock.now() - limits.envelopeLifetimeMs;
    return (keptSchema.safeParse(meta.get(metaName)).data ?? []).filter(({ at }) => at >= since);
  };
  return {
    /** Inside a transaction. */
    note: (accountId: string): void => {
      const others = load().filter((kept) => kept.accountId !== accountId);
      meta.set(metaName, [...others, { accountId, at: clock.now() }].slice(-mostKept));
    },
    /** Not of those who wrote again: what is there now is another request. */
    toRepeat: (): readonly Sync[] =>
      load()
        .filter(({ accountId }) => chats.byPeer(accountId) === null)
        .map(({ accountId }) => ({ what: 'request_removed', of: accountId })),
  };
};
