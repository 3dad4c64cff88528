import { SearchX } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { ChatRow } from './chat-row.tsx';
import styles from './search-results.module.css';
import type { SearchResults as Results, SearchMessage } from './use-search.ts';

export type SearchResultsProps = {
  text: string;
  results: Results;
  now: number;
  rowHeight: number;
  onOpen: (chatId: string) => void;
  onOpenMessage: (message: SearchMessage) => void;
};

const moveFocus = (event: KeyboardEvent<HTMLElement>) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const next = buttons[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
};

const MessageHit = ({
  hit,
  now,
  onOpen,
}: {
  hit: SearchMessage;
  now: number;
  onOpen: (message: SearchMessage) => void;
}) => {
  const t = useT();
  const formats = useFormats();
  const name = useNumber(hit.peerName);
  return (
    <button type="button" className={styles.hit} onClick={() => onOpen(hit)}>
      <span className={styles.head}>
        <bdi className={styles.name}>{name}</bdi>
        <time className={styles.time} dateTime={new Date(hit.at).toISOString()}>
          {formats.short(hit.at, now)}
        </time>
      </span>
      <span dir="auto" className={styles.snippet}>
        {hit.outgoing && <span className={styles.you}>{t('chats.results.you')}</span>}
        {hit.snippet.map((part, index) =>
          part.match ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, never reordered
            <mark key={index}>{part.text}</mark>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, never reordered
            <span key={index}>{part.text}</span>
          ),
        )}
      </span>
    </button>
  );
};

export const SearchResults = ({
  text,
  results,
  now,
  rowHeight,
  onOpen,
  onOpenMessage,
}: SearchResultsProps) => {
  const t = useT();
  const count = results.chats.length + results.messages.length;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows between the buttons inside
    <div className={styles.results} onKeyDown={moveFocus}>
      <div role="status">
        <VisuallyHidden>{t('chats.results.count', { count })}</VisuallyHidden>
      </div>
      {count === 0 && (
        <EmptyState icon={SearchX} title={t('chats.results.none', { text: text.trim() })}>
          {t('chats.results.noneHelp')}
        </EmptyState>
      )}
      {results.chats.length > 0 && (
        <section aria-label={t('chats.results.chats')}>
          <h2 className={styles.heading}>{t('chats.results.chats')}</h2>
          <ul>
            {results.chats.map((chat) => (
              <li key={chat.chatId} style={{ blockSize: rowHeight }}>
                <ChatRow
                  chat={chat}
                  current={false}
                  typing={false}
                  reachable
                  now={now}
                  onOpen={onOpen}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      {results.messages.length > 0 && (
        <section aria-label={t('chats.results.messages')}>
          <h2 className={styles.heading}>{t('chats.results.messages')}</h2>
          <ul>
            {results.messages.map((hit) => (
              <li key={hit.messageId}>
                <MessageHit hit={hit} now={now} onOpen={onOpenMessage} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
};
