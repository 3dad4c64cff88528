import type { Regime } from '../../contract/policy/document.ts';
import type { HashedPolicy } from '../../contract/policy/in-force.ts';
import type { ReadyAccount } from '../account/stored.ts';
import { unknownTail } from './ledger.ts';
import type { SharingContext } from './reading.ts';
import { rechain, writeRecord } from './records.ts';

/**
 * A database that was put together from what could be read may have lost the newest choice, and even that there was one. Marks that, before
 * anything else is written: until it is settled everything counts as refused.
 */
export const markDamage = ({ store }: Pick<SharingContext, 'store'>): void => {
  if (store.choices.tail() !== undefined) return;
  store.choices.setTail(store.state().state === 'salvaged' ? unknownTail : null);
};

/**
 * After the server’s records were taken over: what is still missing is lost, and the stricter is written down in its place. Then all that
 * waits stands behind one another. `version` null: nothing is published, and nothing can be written yet.
 */
export const settle = (
  context: SharingContext,
  account: ReadyAccount,
  version: HashedPolicy | null,
  regime: Regime,
): void => {
  const { store } = context;
  store.transaction(() => {
    const before = context.reading.ledger();
    const isDamaged = before.missing.length > 0;
    if (isDamaged && version === null) return;
    for (const { row, place } of before.own) if (place === null) store.choices.remove(row.id);
    rechain(context);
    if (isDamaged && version !== null)
      writeRecord(context, account, {
        method: 'stricter_after_damage',
        version,
        regime,
        decisions: [],
        shown: { language: 'en', policyHash: version.hash, texts: [], boxes: [] },
      });
  });
};
