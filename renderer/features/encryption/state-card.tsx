import { useId } from 'react';
import { toCheckFailure } from '../../../contract/encryption/status.ts';
import type { DevicesState } from '../../../contract/ipc/devices.ts';
import type { ChatEncryption } from '../../../contract/ipc/encryption/chat.ts';
import type { KeyChange, Peer } from '../../../contract/ipc/model.ts';
import { useHost, useSession } from '../../host/context.tsx';
import { useRemotePart } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useDiffersWords } from '../../i18n/use-differs-words.ts';
import { useEncryptionWords } from '../../i18n/use-encryption-words.ts';
import { Button } from '../../ui/button.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import { TrustMark } from '../../ui/trust-mark.tsx';
import { CheckAdvice } from './check-advice.tsx';
import styles from './state-card.module.css';
import { useSentences } from './use-sentences.ts';

export type StateCardProps = {
  peer: Pick<Peer, 'accountId' | 'name'>;
  encryption: ChatEncryption;
  change: KeyChange | null;
  now: number;
  /** The person does not want to decide about changed keys now. */
  onLater: () => void;
  /** What was decided here went. */
  onAccepted: () => void;
  /** As of `CheckAdvice`. */
  onAlarm: () => void;
};

const toMadeAt = ({ newKeys }: DevicesState): number | null => newKeys.madeAt;

/** What is true, in a sentence or two, and what is to be decided. */
export const StateCard = ({
  peer,
  encryption,
  change,
  now,
  onLater,
  onAccepted,
  onAlarm,
}: StateCardProps) => {
  const t = useT();
  const host = useHost();
  const id = useId();
  const errorText = useErrorText();
  const words = useEncryptionWords();
  const { accountId, name } = peer;
  const { status, check, differs } = encryption;
  const sentences = useSentences()(encryption, { name, changedAt: change?.at, now });
  const accept = useAction(async () => {
    if (!change) return;
    await host.people.acceptKeys({ accountId, keyHash: change.keyHash });
    onAccepted();
  });
  const differsWords = useDiffersWords();
  const formats = useFormats();
  const madeAt = useRemotePart(useSession().devices, toMadeAt) ?? null;
  // Who was met with the keys before these has to decide about them. Whoever was compared with since did.
  const isAsked =
    madeAt !== null &&
    encryption.key !== null &&
    encryption.key.since < madeAt &&
    !status.isVerified &&
    status.state !== 'check_failed';
  const undo = useAction(async () => {
    await host.encryption.undoDiffer({ accountId });
    onAccepted();
  });
  return (
    <section className={styles.card} data-state={status.state} aria-labelledby={id}>
      <div className={styles.texts} role="status">
        <div className={styles.head}>
          <TrustMark state={status.state} />
          <h3 id={id} className={styles.title}>
            {words(status)}
          </h3>
        </div>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {isAsked && <p>{t('encryption.says.ownNewKeys', { name, at: formats.at(madeAt, now) })}</p>}
      </div>
      {(status.state === 'check_failed' || status.state === 'check_unavailable') && (
        <CheckAdvice
          peer={peer}
          failure={toCheckFailure(check.withheld)}
          unchecked={check.unchecked}
          stays={check.stays}
          isVerified={status.isVerified}
          onAlarm={onAlarm}
        />
      )}
      {differs && (
        <div className={styles.more}>
          {/* Where another state comes before it, it is not said yet. */}
          {status.state !== 'numbers_differ' && <p>{differsWords(differs, { name, now })}</p>}
          <p>{t('encryption.differs.stays', { name })}</p>
          <div className={styles.actions}>
            <Button busy={undo.busy} onClick={undo.run}>
              {t('encryption.differs.mistake')}
            </Button>
          </div>
          {undo.error && <FieldNotes id="undo-differ" error={errorText(undo.error)} />}
        </div>
      )}
      {change && (
        <div className={styles.more}>
          {status.state === 'check_failed' && <p>{t('encryption.says.failedChanged', { name })}</p>}
          <p>{t('keys.advice', { name })}</p>
          <p>{t('encryption.says.changedThen', { name })}</p>
          {change.heldCount > 0 && <p>{t('keys.held')}</p>}
          {change.more && <p>{t('keys.more')}</p>}
          <div className={styles.actions}>
            <Button busy={accept.busy} onClick={accept.run}>
              {t('keys.accept')}
            </Button>
            <Button onClick={onLater}>{t('keys.notNow')}</Button>
          </div>
          {accept.error && <FieldNotes id="accept" error={errorText(accept.error)} />}
        </div>
      )}
    </section>
  );
};
