import * as z from 'zod/mini';
import { timestampSchema } from '../../../contract/ids.ts';
import { type LogState, logStateSchema } from '../../../contract/ipc/disclosures.ts';
import { noLog } from '../../../contract/ipc/no-state.ts';
import type { Context } from '../../context.ts';
import { alarmsOf } from '../../log/alarms.ts';
import { unwitnessedSchema } from '../../log/witnessed.ts';

const lastLookSchema = z.object({
  serverKey: z.string(),
  /** Whether the log could be read at the last look. */
  reached: z.boolean(),
  /** What is to be told until the person read it. */
  notice: z.nullable(z.enum(['restored', 'unproved'])),
  /** Of the last good look; by the server's clock, as far as it is known. */
  checkedAt: z.nullable(timestampSchema),
  origin: z.nullable(z.string()),
  size: z.nullable(z.int()),
  witnesses: logStateSchema.shape.witnesses,
  unwitnessed: z.nullable(unwitnessedSchema),
  /** The server showed more than is kept. Absent in what was kept by versions of before. */
  isFull: z.optional(z.boolean()),
});
/** How the last look at a log ended. */
export type LastLook = z.infer<typeof lastLookSchema>;

const name = 'log.look';

/** What was found last about the log of this server; that of another is not told. */
export const loadLastLook = (
  { store }: Pick<Context, 'store'>,
  serverKey: string,
): LastLook | null => {
  const parsed = lastLookSchema.safeParse(store.meta.get(name));
  return parsed.success && parsed.data.serverKey === serverKey ? parsed.data : null;
};

/** Keeps it; null forgets it. */
export const saveLastLook = ({ store }: Pick<Context, 'store'>, look: LastLook | null): void =>
  look ? store.meta.set(name, look) : store.meta.remove(name);

/** Before the first look. */
export const noLook = (serverKey: string): LastLook => ({
  serverKey,
  reached: false,
  notice: null,
  checkedAt: null,
  origin: null,
  size: null,
  witnesses: [],
  unwitnessed: null,
});

/** What a person sees of the log. `serverKey` null: there is no server, and only alarms are left to be told. */
export const toLogState = (context: Pick<Context, 'store'>, serverKey: string | null): LogState => {
  const [first] = alarmsOf(context, serverKey);
  const last = serverKey === null ? null : loadLastLook(context, serverKey);
  const alone = last?.unwitnessed?.again
    ? { kind: 'no_witness' as const, foundAt: last.unwitnessed.since, byContact: false }
    : null;
  const alarm = first
    ? { kind: first.kind, foundAt: first.foundAt, byContact: first.byContact }
    : alone;
  const base = last
    ? {
        checkedAt: last.checkedAt,
        origin: last.origin,
        size: last.size,
        witnesses: last.witnesses,
        agreedWith: context.store.logNotes.agreedCount('disclosures'),
        isFull: last.isFull ?? false,
        state: last.notice ?? (last.reached ? ('holds' as const) : ('unavailable' as const)),
      }
    : noLog;
  return { ...base, state: alarm ? 'alarm' : base.state, alarm };
};
