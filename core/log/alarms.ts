import * as z from 'zod/mini';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { timestampSchema } from '../../contract/ids.ts';
import { logAlarmKindSchema } from '../../contract/ipc/disclosures.ts';
import { dayOf } from '../../contract/policy/fields.ts';
import type { Context } from '../context.ts';
import type { About, KnownLog } from './known-log.ts';

const statementSchema = z.object({ verifierKey: z.string(), signature: z.string() });

/** What somebody else can check of an alarm, with the server's public key and these words alone. */
const evidenceSchema = z.object({
  kind: logAlarmKindSchema,
  foundAt: timestampSchema,
  byContact: z.boolean(),
  /** The server's public key, base64. */
  serverKey: z.string(),
  /** What the alarm is about: the same again is no second alarm. */
  subject: z.string(),
  /** The log's key, or keys, under the server's signature over `logKeyBytes`. */
  logKeys: z.array(statementSchema),
  /** Signed notes that contradict each other, or that the rest contradicts. */
  notes: z.array(z.string()),
  /** What a new epoch's first entry should commit to; null where none was given. */
  start: z.optional(z.nullable(z.string())),
  /** Disclosures as the server showed them, the earlier first. */
  disclosures: z.optional(z.array(z.unknown())),
  /** What was found, in words for a reader of the file. */
  found: z.string(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

const parse = (text: string): Evidence | null => {
  try {
    const parsed = evidenceSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

const mostOfKind = 8;

/** Alarms about the log of one server; without a server, of each. Oldest first. */
export const alarmsOf = (
  { store }: Pick<Context, 'store'>,
  serverKey: string | null,
): readonly Evidence[] =>
  store.logNotes
    .alarms()
    .flatMap(({ evidence }) => parse(evidence) ?? [])
    .filter((alarm) => serverKey === null || alarm.serverKey === serverKey);

export interface Finding extends Omit<Evidence, 'foundAt' | 'serverKey' | 'logKeys'> {
  /** The account whose app brought what it was found by; nobody else is told. */
  readonly contact?: string;
}

/** Keeps an alarm for ever; one of the same kind and subject is kept once, and not more than a few of a kind. */
export const raise = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  serverKey: string,
  statements: readonly (KnownLog | About | null)[],
  { contact: _, ...finding }: Finding,
): void => {
  const same = alarmsOf({ store }, serverKey).filter(({ kind }) => kind === finding.kind);
  if (same.length >= mostOfKind || same.some(({ subject }) => subject === finding.subject)) return;
  const foundAt = clock.now();
  const evidence: Evidence = {
    ...finding,
    foundAt,
    serverKey,
    logKeys: statements.flatMap((statement) =>
      statement ? [{ verifierKey: statement.verifierKey, signature: statement.signature }] : [],
    ),
  };
  store.logNotes.addAlarm({
    kind: finding.kind,
    foundAt,
    byContact: finding.byContact,
    evidence: JSON.stringify(evidence),
  });
};

/** Everything that was found, as a file. Throws `not_found` when that is nothing. */
export const toEvidenceFile = (
  alarms: readonly Evidence[],
): { readonly name: string; readonly text: string } => {
  const [first] = alarms;
  if (!first) throw new CodedError('not_found');
  const file = { format: 'bisik-log-evidence', v: 1, alarms };
  return {
    name: `bisik-log-evidence-${dayOf(first.foundAt)}.json`,
    text: `${JSON.stringify(file, null, 2)}\n`,
  };
};
