import type { Store } from '../store/types.ts';
import { hashOf } from './look-at.ts';
import { ownAlarm } from './own-alarm.ts';
import { createTeller } from './teller.ts';
import type { Verdicts } from './verdicts.ts';

export interface TellingOptions {
  readonly verdicts: Pick<
    Verdicts,
    'failuresOfAll' | 'isUnread' | 'verdict' | 'withheld' | 'isWithheld' | 'forget'
  >;
  readonly ownId: () => string | null;
  /** Of the key in use, base64. */
  readonly keyOf: (accountId: string) => string | null;
  /** There is something else to be seen of this account; null: of all. */
  readonly onVerdict: (accountId: string | null) => void;
  readonly isClosed: () => boolean;
}

/** Does what may change the verdict on an account, and tells of it when there is something else to be seen. */
export type Telling = (accountId: string, work: () => Promise<void> | void) => Promise<void>;

/** Over what looks came to. */
export const createTelling =
  (
    { meta }: Pick<Store, 'meta'>,
    { verdicts, ownId, keyOf, onVerdict, isClosed }: TellingOptions,
  ): Telling =>
  async (accountId, work) => {
    const isOwn = accountId === ownId();
    const shown = (): string => {
      if (isOwn) {
        const alarm = ownAlarm(meta, accountId);
        const { version, epoch } = alarm?.anew ?? {};
        const ofAll = `${verdicts.failuresOfAll()} ${verdicts.isUnread()}`;
        return `${ofAll} ${alarm?.keyHash} ${version} ${epoch}`;
      }
      const keyHash = hashOf(keyOf(accountId));
      const verdict = verdicts.verdict(accountId, keyHash);
      return `${verdict === 'agrees' ? null : verdict} ${verdicts.withheld(accountId, keyHash)}`;
    };
    const told = isOwn ? null : accountId;
    const tell = createTeller(
      () => `${shown()} ${verdicts.isWithheld(accountId)}`,
      () => onVerdict(told),
    );
    await work();
    if (isClosed()) return;
    verdicts.forget(told);
    tell();
  };
