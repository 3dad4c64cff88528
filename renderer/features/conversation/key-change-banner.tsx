import { KeyRound } from 'lucide-react';
import { useRef, useState } from 'react';
import type { KeyChange, NumbersDiffer, Peer } from '../../../contract/ipc/model.ts';
import { useHost } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useDiffersWords } from '../../i18n/use-differs-words.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './key-change-banner.module.css';

export type KeyChangeBannerProps = {
  peer: Pick<Peer, 'accountId' | 'name'>;
  change: KeyChange;
  /** The person compared these keys, and they were not the same. */
  differs: NumbersDiffer | null;
  now: number;
  /** Hashes of keys that the person does not want to decide about now. */
  putOff: Set<string>;
  /** Leads to comparing. */
  onCompare: (() => void) | undefined;
  onAccepted: () => void;
};

/** Above the composer while the other side shows keys that the person has not accepted: what happened, what to do, the way to compare, and two answers. */
export const KeyChangeBanner = ({
  peer,
  change,
  differs,
  now,
  putOff,
  onCompare,
  onAccepted,
}: KeyChangeBannerProps) => {
  const t = useT();
  const host = useHost();
  const formats = useFormats();
  const errorText = useErrorText();
  const differsWords = useDiffersWords();
  const { name, accountId } = peer;
  const { keyHash, at, heldCount, more } = change;
  const [foldedHash, setFoldedHash] = useState(putOff.has(keyHash) ? keyHash : null);
  const folded = foldedHash === keyHash;
  const answered = useRef(false);
  // What was pressed is gone: the focus goes on to what stands in its place.
  const focusNext = (button: HTMLButtonElement | null) => {
    if (!button || !answered.current) return;
    answered.current = false;
    button.focus();
  };
  const accept = useAction(async () => {
    await host.people.acceptKeys({ accountId, keyHash });
    onAccepted();
  });

  const fold = (isFolded: boolean) => {
    if (isFolded) putOff.add(keyHash);
    else putOff.delete(keyHash);
    answered.current = true;
    setFoldedHash(isFolded ? keyHash : null);
  };

  const title = t('keys.title', { name });
  if (folded) {
    return (
      <section className={styles.folded} aria-label={title}>
        <p>{t('keys.folded', { name })}</p>
        <Button ref={focusNext} small onClick={() => fold(false)}>
          {t('keys.decide')}
        </Button>
      </section>
    );
  }
  return (
    <section className={styles.keys} aria-label={title}>
      <Banner
        icon={KeyRound}
        tone="attention"
        live="polite"
        title={title}
        actionsStay
        actions={
          <>
            {onCompare && <Button onClick={onCompare}>{t('keys.compare')}</Button>}
            <Button busy={accept.busy} onClick={accept.run}>
              {t('keys.accept')}
            </Button>
            <Button ref={focusNext} onClick={() => fold(true)}>
              {t('keys.notNow')}
            </Button>
          </>
        }
      >
        {differs && <p>{differsWords(differs, { name, now })}</p>}
        <p>{t('keys.what', { name })}</p>
        <p>{t('keys.advice', { name })}</p>
        <p>{t('keys.meanwhile', { name })}</p>
        {heldCount > 0 && <p>{t('keys.held')}</p>}
        {more && <p>{t('keys.more')}</p>}
        <p className={styles.since}>{t('keys.since', { at: formats.since(at, now) })}</p>
        <FieldNotes id="keys" error={accept.error && errorText(accept.error)} />
      </Banner>
    </section>
  );
};
