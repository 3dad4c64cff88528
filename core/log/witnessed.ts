import * as z from 'zod/mini';
import { timestampSchema } from '../../contract/ids.ts';
import type { LogState } from '../../contract/ipc/disclosures.ts';
import { cosignedAt } from '../../contract/transparency/cosignature.ts';
import { parseNote } from '../../contract/transparency/note.ts';
import { parseVerifierKey, type VerifierKey } from '../../contract/transparency/verifier-key.ts';
import type { Context } from '../context.ts';
import { verifySignature } from '../crypto/signing.ts';
import type { Head } from './heads.ts';
import {
  type About,
  loadKnownLog,
  type NamedWitness,
  saveKnownLog,
  witnessKeys,
} from './known-log.ts';

/** Since when, by this computer's clock, no witness that must cosign did; and whether it was so at a second look. */
export const unwitnessedSchema = z.object({ since: timestampSchema, again: z.boolean() });
export type Unwitnessed = z.infer<typeof unwitnessedSchema>;

export interface Witnessed {
  readonly witnesses: LogState['witnesses'];
  readonly unwitnessed: Unwitnessed | null;
}

/** By this computer's clock from one look to the next: a checkpoint that was just signed is cosigned a moment later. */
const patienceMs = 60_000;

const cosignedMs = (head: Head, key: VerifierKey): number | null => {
  const note = parseNote(head.note);
  const seconds = note && cosignedAt(note, key, verifySignature);
  return seconds === null ? null : seconds * 1_000;
};

/** Who of these cosigned a head, and when; of others nothing. */
export const cosignersOf = (
  witnesses: readonly NamedWitness[],
  head: Head,
): LogState['witnesses'] =>
  witnesses.flatMap((one) =>
    witnessKeys([one]).map((key) => ({
      name: key.name,
      operator: one.operator,
      cosignedAt: cosignedMs(head, key),
    })),
  );

/**
 * Who cosigned a head. While the person demands a witness, those that were named when they began to are the ones that count: a server
 * that names others meanwhile does not get rid of them.
 */
export const witnessed = (
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  serverKey: string,
  about: About,
  head: Head,
  demands: boolean,
  before: Unwitnessed | null,
): Witnessed => {
  const known = loadKnownLog(store.meta, serverKey);
  const named: readonly NamedWitness[] = about.witnesses;
  const demanded = !demands
    ? []
    : known && known.demanded.length > 0
      ? known.demanded
      : named.map(({ verifierKey }) => verifierKey);
  if (known && known.demanded.join() !== demanded.join())
    saveKnownLog(store.meta, { ...known, demanded: [...demanded] });

  const shown = new Map(
    [...(known?.witnesses ?? []).filter((one) => demanded.includes(one.verifierKey)), ...named].map(
      (one) => [one.verifierKey, one],
    ),
  );
  const witnesses = cosignersOf([...shown.values()], head);
  const holds = demanded.some((text) => {
    const key = parseVerifierKey(text);
    return key !== null && cosignedMs(head, key) !== null;
  });
  if (!demands || holds) return { witnesses, unwitnessed: null };
  const since = before?.since ?? clock.now();
  const again = before !== null && (before.again || clock.now() - before.since >= patienceMs);
  return { witnesses, unwitnessed: { since, again } };
};
