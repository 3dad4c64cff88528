import { ArrowLeft, CircleAlert, X } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './encryption-pane.module.css';
import { EncryptionRows } from './encryption-rows.tsx';
import { SafetyNumber } from './safety-number.tsx';
import { StateCard } from './state-card.tsx';
import { useEncryption } from './use-encryption.ts';

export type EncryptionPaneProps = {
  chat: Pick<ChatSummary, 'peer' | 'keyChange'>;
  now: number;
  /** It stands in the place of the conversation, with a way back. */
  alone: boolean;
  /** Alone in the window, too: it is what the screen is about. */
  first: boolean;
  /** Hashes of changed keys that the person does not want to decide about now. */
  putOff: Set<string>;
  /** Shows what there is to do about what counts for every chat. */
  onAlarm: () => void;
  onClose: () => void;
};

/** What is true of a chat's encryption, the proof of it, and what it does not hide. */
export const EncryptionPane = ({
  chat,
  now,
  alone,
  first,
  putOff,
  onAlarm,
  onClose,
}: EncryptionPaneProps) => {
  const t = useT();
  const errorText = useErrorText();
  const title = useId();
  const whole = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const { peer, keyChange } = chat;
  const name = useNumber(peer.name);
  const { held, error, again } = useEncryption(peer.accountId);
  const shown = held?.offered ?? held?.key;
  useEffect(() => {
    const take = () => heading.current?.focus({ preventScroll: true });
    take();
    // Opened from a menu, which gives the keyboard back to its button while it goes.
    const isElsewhere = () => !whole.current?.contains(document.activeElement);
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => isElsewhere() && take());
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  useEffect(() => {
    // What had the keyboard may lie behind now.
    if (alone && document.activeElement === document.body)
      heading.current?.focus({ preventScroll: true });
  }, [alone]);
  /** Under the eyes of the person something became another: they see it from the beginning. */
  const toTop = () => {
    if (body.current?.contains(document.activeElement))
      heading.current?.focus({ preventScroll: true });
    if (body.current) body.current.scrollTop = 0;
  };
  return (
    <section
      ref={whole}
      className={styles.pane}
      data-alone={alone || undefined}
      aria-labelledby={title}
    >
      {first && <VisuallyHidden as="h1">{name}</VisuallyHidden>}
      <header className={styles.head}>
        {alone && (
          <IconButton
            icon={ArrowLeft}
            label={t('common.back')}
            tip="below-start"
            onClick={onClose}
          />
        )}
        <div className={styles.titles}>
          <h2 ref={heading} id={title} tabIndex={-1} className={styles.title}>
            {t('encryption.title')}
          </h2>
          {alone && (
            <p className={styles.of}>
              <bdi>{name}</bdi>
            </p>
          )}
        </div>
        {!alone && <IconButton icon={X} label={t('common.close')} tip="below" onClick={onClose} />}
      </header>
      <div ref={body} className={styles.body}>
        {held ? (
          <div className={styles.parts}>
            <StateCard
              peer={{ accountId: peer.accountId, name }}
              encryption={held}
              change={keyChange}
              now={now}
              onLater={() => {
                if (keyChange) putOff.add(keyChange.keyHash);
                onClose();
              }}
              onAccepted={() => heading.current?.focus()}
              onAlarm={onAlarm}
            />
            {shown && (
              <SafetyNumber
                peer={{ accountId: peer.accountId, name }}
                encryption={held}
                shown={shown}
                offered={shown === held.offered}
                onChanged={toTop}
              />
            )}
            <EncryptionRows
              peer={{ accountId: peer.accountId, name }}
              encryption={held}
              now={now}
            />
          </div>
        ) : error === undefined ? (
          <Skeleton kind="lines" label={t('encryption.loading')} />
        ) : (
          <EmptyState
            icon={CircleAlert}
            title={t('encryption.failed')}
            action={<Button onClick={again}>{t('common.retry')}</Button>}
          >
            {errorText(error)}
          </EmptyState>
        )}
      </div>
    </section>
  );
};
