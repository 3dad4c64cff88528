import * as z from 'zod/mini';
import { type KeyChecks, keyChecksSchema } from '../../contract/ipc/encryption/own.ts';
import type { Context } from '../context.ts';
import type { Followed } from '../log/follow.ts';
import { cosignersOf } from '../log/witnessed.ts';

const name = 'key-log.run';
const runSchema = z.object({
  /** Of the server, base64. */
  serverKey: z.string(),
  last: keyChecksSchema.shape.last,
  log: keyChecksSchema.shape.log,
});

/** How the log of keys of this server was read last; that of another is not told. */
export const loadLastRun = (
  { store }: Pick<Context, 'store'>,
  serverKey: string | null,
): Pick<KeyChecks, 'last' | 'log'> => {
  const parsed = runSchema.safeParse(store.meta.get(name));
  const isOfThis = parsed.success && parsed.data.serverKey === serverKey;
  return isOfThis ? parsed.data : { last: null, log: null };
};

/** Reads the log by `follow`, and keeps how that went. */
export const notingRun = async (
  context: Pick<Context, 'store' | 'clock'>,
  serverKey: string,
  follow: () => Promise<Followed | 'soon' | null>,
): Promise<Followed | 'soon' | null> => {
  const keep = (run: Pick<KeyChecks, 'last' | 'log'>): void =>
    context.store.meta.set(name, { serverKey, ...run });
  const { log } = loadLastRun(context, serverKey);
  const at = context.clock.now();
  try {
    const followed = await follow();
    if (followed === null) keep({ last: { at, came: 'contradicts' }, log });
    else if (followed !== 'soon') {
      const { head, about } = followed;
      const witnesses = cosignersOf(about.witnesses, head);
      keep({ last: { at, came: 'read' }, log: { at, size: head.size, witnesses } });
    }
    return followed;
  } catch (error) {
    keep({ last: { at, came: 'unavailable' }, log });
    throw error;
  }
};
