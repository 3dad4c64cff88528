import { SearchX } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { ChatSummary } from '../../../contract/ipc/model.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { ChatRow, isByKeyboard } from './chat-row.tsx';
import styles from './search-results.module.css';
import type { SearchResults as Results, SearchMessage } from './use-search.ts';

export type SearchResultsProps = {
  results: Results;
  /** What stands open, if anything; a message too where a search led to it. */
  current: OpenHit | null;
  now: number;
  rowHeight: number;
  onOpen: (hit: Hit, byKeyboard: boolean) => void;
};

export type OpenHit = { readonly chatId: string; readonly order: number | null };

/** One thing found: a chat, or a message in one. */
export type Hit =
  | { readonly kind: 'chat'; readonly chat: ChatSummary }
  | { readonly kind: 'message'; readonly message: SearchMessage };

/** What Enter opens while the search is being typed. */
export const toFirstHit = ({ chats, messages }: Results): Hit | undefined => {
  const [chat] = chats;
  const [message] = messages;
  return chat ? { kind: 'chat', chat } : message && { kind: 'message', message };
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
  current,
  now,
  onOpen,
}: {
  hit: SearchMessage;
  current: boolean;
  now: number;
  onOpen: SearchResultsProps['onOpen'];
}) => {
  const t = useT();
  const formats = useFormats();
  const name = useNumber(hit.peerName);
  return (
    <button
      type="button"
      className={styles.hit}
      aria-current={current ? 'true' : undefined}
      onClick={(event) => onOpen({ kind: 'message', message: hit }, isByKeyboard(event))}
    >
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

export const SearchResults = ({ results, current, now, rowHeight, onOpen }: SearchResultsProps) => {
  const t = useT();
  const first = toFirstHit(results);
  const firstName = useNumber(
    first?.kind === 'chat' ? first.chat.peer.name : (first?.message.peerName ?? ''),
  );
  const count = results.chats.length + results.messages.length;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows between the buttons inside
    <div className={styles.results} onKeyDown={moveFocus}>
      <div role="status">
        <VisuallyHidden>
          {t('chats.results.count', { count })}
          {first && ` ${t('chats.results.enter', { name: firstName })}`}
        </VisuallyHidden>
      </div>
      {count === 0 && (
        <EmptyState icon={SearchX} title={t('chats.results.none', { text: results.text })}>
          {t('chats.results.noneHelp')}
        </EmptyState>
      )}
      {results.chats.length > 0 && (
        <section aria-label={t('chats.results.chats')}>
          <h2 className={styles.heading}>{t('chats.results.chats')}</h2>
          <ul>
            {results.chats.map((chat) => (
              <li
                key={chat.chatId}
                className={styles.item}
                data-first={chat === results.chats[0] || undefined}
                style={{ blockSize: rowHeight }}
              >
                <ChatRow
                  chat={chat}
                  current={chat.chatId === current?.chatId}
                  typing={false}
                  reachable
                  now={now}
                  onOpen={(_, byKeyboard = false) => onOpen({ kind: 'chat', chat }, byKeyboard)}
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
              <li
                key={hit.messageId}
                className={styles.item}
                data-first={(first?.kind === 'message' && first.message === hit) || undefined}
              >
                <MessageHit
                  hit={hit}
                  current={hit.chatId === current?.chatId && hit.order === current.order}
                  now={now}
                  onOpen={onOpen}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
};
