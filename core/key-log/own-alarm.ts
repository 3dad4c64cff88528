import * as z from 'zod/mini';
import type { MetaRepository } from '../store/types/meta.ts';

const name = 'key-log.ownAlarm';

const markSchema = z.object({ position: z.int(), version: z.int(), since: z.number() });
const lookSchema = {
  epoch: z.int(),
  position: z.int(),
  version: z.int(),
  /** Base64. */
  chain: z.string(),
};
const seenSchema = z.object({
  ...lookSchema,
  /** The last head at which everybody looks at which it was looked at, or where its looks began. */
  mark: markSchema,
});
/** How the own entry stood at the last look while the alarm stands, whatever it said. */
export type OwnSeen = z.infer<typeof seenSchema>;

const anewSchema = z.object({
  ...lookSchema,
  /** Of the key that it says, SHA-256, hex. */
  keyHash: z.string(),
  /** As `OwnSeen`; null where it was not kept, or there was none. */
  mark: z._default(z.nullable(markSchema), null),
  /** When that was seen last, by this computer's clock; 0 where it was not kept. */
  checkedAt: z._default(z.number(), 0),
});
/** How the own entry stood when it said what it should again: a key that was made since and nothing else from that one on, or the same key in a later epoch. */
export type OwnAnew = z.infer<typeof anewSchema>;

const alarmSchema = z.object({
  accountId: z.string(),
  foundAt: z.number(),
  /** Of the key that was in use then, SHA-256, hex: what came before another one can be left behind with it. */
  keyHash: z.string(),
  /** Of the log of keys, the newest in which somebody else was found; 0 where that was not kept: every present one is later. */
  epoch: z._default(z.int(), 0),
  /** Keys of the account alone stood there: what was wrong was the list of devices, or that a new key was not there yet. */
  isOfOwnKeys: z._default(z.boolean(), false),
  anew: z.nullable(anewSchema),
  seen: z._default(z.nullable(seenSchema), null),
});
/** Somebody stands in the person's name, from when it was found until it is over. */
export type OwnAlarm = z.infer<typeof alarmSchema>;

const parseAlarm = (value: unknown): OwnAlarm | null => alarmSchema.safeParse(value).data ?? null;

/** Null where nothing stands in the name of this account that is not its own. */
export const ownAlarm = (meta: MetaRepository, accountId: string): OwnAlarm | null => {
  const alarm = meta.read(name, parseAlarm);
  return alarm?.accountId === accountId ? alarm : null;
};

/**
 * It was found under this key. Once found it was found then; but where somebody else stands there after that, it is about them: nothing of before
 * makes that good. Inside a transaction.
 */
export const raiseOwnAlarm = (
  meta: MetaRepository,
  found: Omit<OwnAlarm, 'anew' | 'seen'>,
): void => {
  const alarm = ownAlarm(meta, found.accountId);
  if (alarm === null) meta.set(name, { ...found, anew: null, seen: null });
  else if (!found.isOfOwnKeys)
    meta.set(name, { ...alarm, ...found, foundAt: alarm.foundAt, anew: null });
};

/** What a look at the own entry came to with which the person can go on; null where it does not say what it should. Inside a transaction. */
export const keepAnew = (meta: MetaRepository, accountId: string, anew: OwnAnew | null): void => {
  const alarm = ownAlarm(meta, accountId);
  if (alarm !== null) meta.set(name, { ...alarm, anew });
};

/** The last look while it stands; nothing without an alarm. Inside a transaction. */
export const keepSeen = (meta: MetaRepository, accountId: string, seen: OwnSeen): void => {
  const alarm = ownAlarm(meta, accountId);
  if (alarm !== null) meta.set(name, { ...alarm, seen });
};

/** It is over. Inside a transaction. */
export const endOwnAlarm = (meta: MetaRepository): void => meta.remove(name);

/**
 * The entry says what it should again, under the key under which it was found not to. In the epoch in which that was found it is over by itself where
 * keys of the account alone stood there: something was entered by mistake, and is not any more. Somebody else stood there for whoever looked then: that
 * stays, and new keys leave it behind. A later epoch is one that the server can begin to leave behind what it had said: there the person ends it.
 * Inside a transaction.
 */
export const saysAgain = (meta: MetaRepository, accountId: string, anew: OwnAnew): void => {
  const alarm = ownAlarm(meta, accountId);
  if (alarm === null) return;
  if (alarm.epoch !== anew.epoch) keepAnew(meta, accountId, anew);
  else if (alarm.isOfOwnKeys) endOwnAlarm(meta);
};
