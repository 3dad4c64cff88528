import { canonicalJson } from '../../contract/canonical-json.ts';
import { isGiving, refusesAll } from '../../contract/consent/effect.ts';
import type { ChainPlace } from '../../contract/consent/place.ts';
import type { ConsentRecord, Decision } from '../../contract/consent/record.ts';
import { type Shown, shownHash } from '../../contract/consent/shown.ts';
import { recordSignatureBytes } from '../../contract/consent/signing.ts';
import { readRecord } from '../../contract/consent/taken.ts';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Policy, Regime } from '../../contract/policy/document.ts';
import type { HashedPolicy } from '../../contract/policy/in-force.ts';
import type { ReadyAccount } from '../account/stored.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { signMessage } from '../crypto/signing.ts';
import type { NewChoice } from '../store/types/choices.ts';
import { nextPlace } from './ledger.ts';
import type { SharingContext } from './reading.ts';

/** A choice as it is to be written down. */
export interface Said {
  readonly method: ConsentRecord['method'];
  readonly version: HashedPolicy;
  readonly regime: Regime;
  readonly decisions: readonly Decision[];
  /** What stood before the person. */
  readonly shown: Shown;
}

/** Whether a record keeps anything from being shared, by a no or by leaving the question for later: such a one is never given up. */
export const isHolding = (record: ConsentRecord): boolean =>
  refusesAll({ record }) || record.decisions.some(({ state }) => !isGiving(state));

/** The legal basis of each row of a version, for a person under `regime`. */
const basesOf = ({ rows }: Policy, regime: Regime): ConsentRecord['bases'] =>
  rows.map(({ purpose, recipient, basis }) => {
    if (basis.kind === 'required') return { purpose, recipient, basis: 'required' };
    const stoodTicked = regime !== 'opt-in' && basis.default === 'ticked';
    return {
      purpose,
      recipient,
      basis: stoodTicked ? 'legitimate_interest_opt_out' : 'consent',
    };
  });

const sign = (context: Pick<SharingContext, 'store'>, record: ConsentRecord): NewChoice => {
  const identity = context.store.keys.identity();
  if (!identity) throw new CodedError('not_registered');
  const text = canonicalJson(record);
  const signature = toBase64(signMessage(identity.signingKey, recordSignatureBytes(text)));
  return { hash: readRecord(text).hash, record: text, signature, own: true };
};

/**
 * Writes a choice with what was shown, at the end of this device's chain, in one transaction. Durable once it returns; the server gets it
 * later. Throws as the store does.
 */
export const writeRecord = (context: SharingContext, account: ReadyAccount, said: Said): void => {
  const { store, clock, random } = context;
  const { choices } = store;
  store.transaction(() => {
    const ledger = context.reading.ledger();
    const shown = shownHash(said.shown);
    const choice = sign(context, {
      v: 1,
      recordId: random.uuid(),
      accountId: account.accountId,
      deviceId: account.deviceId,
      ...nextPlace(ledger),
      seenOrder: ledger.seenOrder,
      at: clock.now(),
      policy: said.version.policy.id,
      policyHash: said.version.hash,
      shown,
      language: said.shown.language,
      regime: said.regime,
      method: said.method,
      decisions: [...said.decisions],
      bases: basesOf(said.version.policy, said.regime),
    });
    choices.keepShown(shown, canonicalJson(said.shown));
    choices.add(choice);
    // Damage that is not settled yet stays to be seen.
    if (ledger.missing.length === 0) choices.setTail(choice.hash);
  });
};

/**
 * Puts what waits behind one another again, after one before was refused or lost, or when the server has records of this device that were
 * not here. Their time and what they had seen stay. Inside a transaction.
 */
export const rechain = (context: SharingContext): void => {
  const { choices } = context.store;
  const ledger = context.reading.ledger();
  const taken = ledger.own.filter(({ row, place }) => row.ordered !== null && place !== null);
  const lastTaken = taken.at(-1);
  let next: ChainPlace = {
    sequence: (lastTaken?.place?.sequence ?? 0) + 1,
    previous: lastTaken?.row.hash ?? null,
  };
  for (const { row, place, taken: read } of ledger.waiting) {
    let { hash } = row;
    const stands = place?.sequence === next.sequence && place.previous === next.previous;
    // One of a version to come can only be sent as it is. One that the server once had is presented as it was.
    if (!stands && read.record !== null && !row.taken) {
      const choice = sign(context, { ...read.record, ...next });
      choices.replace(row.id, choice);
      hash = choice.hash;
      next = { sequence: next.sequence + 1, previous: hash };
    } else next = { sequence: (place?.sequence ?? next.sequence) + 1, previous: hash };
  }
  choices.setTail(next.previous);
};
