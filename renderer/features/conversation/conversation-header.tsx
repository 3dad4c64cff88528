import { ArrowLeft, Cpu } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import { usePhoto } from '../../host/use-photo.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import styles from './conversation-header.module.css';
import { EncryptionLine } from './encryption-line.tsx';
import { TimerButton } from './timer-button.tsx';
import { type Presence, usePresence } from './use-presence.ts';

/** Where the encryption of a chat is told of, beside the chat or in its place. */
export type EncryptionWay = { readonly open: boolean; readonly toggle: () => void };

export type ConversationHeaderProps = {
  chatId: string;
  peer: ChatSummary['peer'];
  timerS: number | null;
  /** Nothing can be sent from here any more. */
  closed: boolean;
  typing: boolean;
  /** Present where only one pane has room. */
  onBack: (() => void) | undefined;
  encryption: ChatSummary['encryption'];
  /** The way to all there is to know of the encryption; undefined where nothing is claimed of it. */
  pane: EncryptionWay | undefined;
  /** Stands at the end of the line. */
  actions?: ReactNode;
};

/** What the person was found by, as far as it is not already the name. */
const Contact = ({ peer }: Pick<ChatSummary, 'peer'>) => {
  const { name, username, number } = peer;
  const shown = useNumber(number ?? '');
  const known = [username, number === name || shown === name ? null : shown].filter(
    (one) => one && one !== name,
  );
  return known.length === 0 ? null : (
    <p className={styles.status}>
      <bdi dir="ltr">{known.join(' · ')}</bdi>
    </p>
  );
};

type StatusProps = Pick<ConversationHeaderProps, 'peer' | 'typing'> & {
  presence: Presence | undefined;
};

const Status = ({ peer, typing, presence }: StatusProps) => {
  const t = useT();
  const formats = useFormats();
  if (typing) return <p className={styles.status}>{t('chat.typing', { name: peer.name })}</p>;
  if (peer.kind === 'local_program') {
    return (
      <p className={styles.status}>
        <Icon of={Cpu} size={14} />
        {t('chats.peer.local')}
      </p>
    );
  }
  if (presence) {
    return (
      <p className={styles.status}>
        {presence.online
          ? t('chat.presence.online')
          : t('chat.presence.seen', { at: formats.at(presence.lastSeenAt, Date.now()) })}
      </p>
    );
  }
  return <Contact peer={peer} />;
};

export const ConversationHeader = ({
  chatId,
  peer,
  timerS,
  closed,
  typing,
  onBack,
  encryption,
  pane,
  actions,
}: ConversationHeaderProps) => {
  const t = useT();
  const photo = usePhoto(peer.accountId);
  const presence = usePresence(chatId, !closed && peer.kind === 'person');
  // Alone on the screen, with a way back, it is what the screen is about.
  const Name = onBack ? 'h1' : 'h2';
  return (
    <header className={styles.header}>
      {onBack && (
        <IconButton icon={ArrowLeft} label={t('common.back')} tip="below-start" onClick={onBack} />
      )}
      <Avatar
        id={peer.accountId}
        hue={peer.hue}
        name={peer.name}
        square={peer.kind === 'local_program'}
        photo={photo}
      />
      <div className={styles.texts}>
        <Name className={styles.name}>
          <bdi>{peer.name}</bdi>
        </Name>
        <div className={styles.lines} data-two={pane !== undefined || undefined}>
          {pane && <EncryptionLine status={encryption} open={pane.open} onToggle={pane.toggle} />}
          <div role="status" className={styles.now}>
            <Status peer={peer} typing={typing} presence={presence} />
          </div>
        </div>
      </div>
      {!closed && <TimerButton chatId={chatId} name={peer.name} timerS={timerS} />}
      {actions}
    </header>
  );
};
