import * as z from 'zod/mini';
import { uuidSchema } from '../../ids.ts';
import { givesWhenOn, guardsWhenOn, type Lattice } from '../lattice.ts';
import { isSettingKey, type SettingKey, settingsTable } from '../registry.ts';
import type { SettingRow } from '../row.ts';
import { inDoubt } from '../values.ts';

/** What a register may hold, and which of several values is the stricter. */
export interface RegisterRules<T = unknown> {
  readonly schema: z.ZodMiniType<T>;
  /** Absent when it gives nothing away: then the newest value stands. */
  readonly lattice?: Lattice<T>;
  /** What a value that is not understood counts as. */
  readonly inDoubt: T;
  /** What stands before anything was written. */
  readonly before: T;
  readonly temporary: boolean;
}

const rules = <T>(given: RegisterRules<T>): RegisterRules<T> => given;

/** A blocked account. Nothing ends a block by itself. */
const blocks = rules({
  schema: z.boolean(),
  lattice: guardsWhenOn,
  inDoubt: true,
  before: false,
  temporary: false,
});

/** Why a comparison counts no more: the person took it back, took other keys of theirs for good, or made new keys themselves. */
export const comparisonEnds = ['undone', 'their_keys', 'own_keys'] as const;
export type ComparisonEnd = (typeof comparisonEnds)[number];

/**
 * The SHA-256 of the identity key that was compared, in hex; null for none, which is written as why it ended (null by versions of before). Where
 * devices say different things, none was.
 */
const verifications = rules<string | null>({
  schema: z.union([
    z.nullable(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
    z.pipe(
      z.enum(comparisonEnds),
      z.transform(() => null),
    ),
  ]),
  lattice: { meet: (one, other) => (one === other ? one : null), strictest: null },
  inDoubt: null,
  before: null,
  temporary: false,
});

/** The SHA-256 of the identity key of which the numbers were not the same when the person compared, in hex; null where that was taken back or is over. */
const differences = rules<string | null>({
  schema: z.nullable(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
  inDoubt: null,
  before: null,
  temporary: false,
});

/** Off, as the account has it, on: from the strictest to what may be the loosest. */
const chatOrder = [false, null, true];
const chatSwitches: Lattice<boolean | null> = {
  meet: (one, other) => (chatOrder.indexOf(one) < chatOrder.indexOf(other) ? one : other),
  strictest: givesWhenOn.strictest,
};
const ofChat = rules<boolean | null>({
  schema: z.nullable(z.boolean()),
  lattice: chatSwitches,
  inDoubt: false,
  before: null,
  temporary: true,
});

const ofRow = (key: SettingKey): RegisterRules => {
  const row: SettingRow = settingsTable[key];
  return {
    schema: row.schema,
    ...(row.lattice ? { lattice: row.lattice } : {}),
    inDoubt: inDoubt(key),
    before: row.default,
    temporary: row.temporary,
  };
};

/** Rows that one chat may have another value of, by their names in a register's key: `chat:<accountId>:sendTyping`. */
export const chatRows = (Object.keys(settingsTable) as SettingKey[]).filter(
  (key) => settingsTable[key].perChat,
);
const section = 'privacy.';

/** The key of what one chat has in place of a row. */
export const chatRegister = (accountId: string, row: SettingKey): string =>
  `chat:${accountId}:${row.slice(section.length)}`;

/**
 * The rules of the register `key`: an account-scope row of the settings table, `block:<accountId>`, `verified:<accountId>`,
 * `differs:<accountId>`, `chat:<accountId>:<row>`. Null for one of another part or a newer version, which is carried as it is: its newest value stands.
 */
export const rulesOf = (key: string): RegisterRules | null => {
  if (isSettingKey(key)) return settingsTable[key].scope === 'account' ? ofRow(key) : null;
  const [kind, account, row, more] = key.split(':');
  if (!uuidSchema.safeParse(account).success || more !== undefined) return null;
  if (kind === 'block' && row === undefined) return blocks as RegisterRules;
  if (kind === 'verified' && row === undefined) return verifications as RegisterRules;
  if (kind === 'differs' && row === undefined) return differences as RegisterRules;
  const named = `${section}${row}`;
  const isChat = kind === 'chat' && isSettingKey(named) && chatRows.includes(named);
  return isChat ? (ofChat as RegisterRules) : null;
};
