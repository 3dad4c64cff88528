import * as z from 'zod/mini';
import { timestampSchema } from '../../contract/ids.ts';
import { parseLogOrigin } from '../../contract/transparency/checkpoint.ts';
import type { raise } from '../log/alarms.ts';
import type { MetaRepository } from '../store/types/meta.ts';

/** What outlives an account. */
export const keyAlarmsName = 'key-log.alarms';
const most = 8;

const alarmSchema = z.looseObject({
  kind: z.string(),
  /** Of the server, base64. */
  serverKey: z.string(),
  subject: z.string(),
  /** The account whose app brought what it was found by; absent where this device found it alone. */
  contact: z.optional(z.string()),
  foundAt: z.optional(timestampSchema),
});

const load = (meta: MetaRepository): readonly z.infer<typeof alarmSchema>[] => {
  const parsed = z.array(alarmSchema).safeParse(meta.get(keyAlarmsName));
  return parsed.success ? parsed.data : [];
};

/**
 * An honest server raises it, too, when a backup was put back: its new epoch names what it was shown first, and somebody had seen more. All
 * other alarms are of what only a server that lies can sign.
 */
const isUnexplained = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'epoch_unexplained';

/** Keeps what was found against the log of keys, as `raise` does of the other log; what contradicts itself is in it. */
export const raiseOfKeys: typeof raise = ({ store, clock }, serverKey, statements, finding) => {
  const kept = load(store.meta);
  const { kind, subject } = finding;
  // Epochs that nobody explains leave room for what withholds.
  const alike = kept.filter((one) => isUnexplained(one) === isUnexplained(finding));
  if (alike.some((one) => one.kind === kind && one.subject === subject)) return;
  const isFull = alike.length >= most;
  if (isFull && !isUnexplained(finding)) return;
  // In the newest of them entries have to agree: it takes the place of the one before.
  const left = isFull ? kept.filter((one) => one !== alike.at(-1)) : kept;
  const logKeys = statements.flatMap((statement) =>
    statement ? [{ verifierKey: statement.verifierKey, signature: statement.signature }] : [],
  );
  const alarm = { ...finding, serverKey, logKeys, foundAt: clock.now() };
  store.meta.set(keyAlarmsName, [...left, alarm]);
};

/** What was found against the log of keys of this server, the earlier first. */
export const alarmsOfKeys = (
  meta: MetaRepository,
  serverKey: string,
): readonly z.infer<typeof alarmSchema>[] =>
  load(meta).filter((alarm) => alarm.serverKey === serverKey);

/**
 * When the log of keys of this server was found to contradict itself, in milliseconds by this computer's clock: then no key that it hands
 * out can be believed. Null where it was not; `foundAt` is null where that was not kept.
 */
export const contradictionOfKeys = (
  meta: MetaRepository,
  serverKey: string,
): { readonly foundAt: number | null } | null => {
  const found = alarmsOfKeys(meta, serverKey).find((alarm) => !isUnexplained(alarm));
  return found ? { foundAt: found.foundAt ?? null } : null;
};

/**
 * The newest epoch of the log of keys of this server that did not account for the one before, and when the first such was found; null for
 * none. What agreed before that epoch says nothing in it.
 */
export const unexplainedEpoch = (
  meta: MetaRepository,
  serverKey: string,
): { readonly epoch: number; readonly foundAt: number | null } | null => {
  const found = alarmsOfKeys(meta, serverKey).filter(isUnexplained);
  const [first] = found;
  if (!first) return null;
  const epochs = found.map(({ subject }) => parseLogOrigin(subject)?.epoch ?? 0);
  return { epoch: Math.max(...epochs), foundAt: first.foundAt ?? null };
};
