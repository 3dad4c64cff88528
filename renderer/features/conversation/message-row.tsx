import { Info, KeyRound, RefreshCw, ShieldCheck, Timer, TriangleAlert } from 'lucide-react';
import { type FocusEvent, type MouseEvent, memo } from 'react';
import type { Message, NoticeKind, DeliveryState as State } from '../../../contract/ipc/model.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { noticeWords } from '../../i18n/notice-words.ts';
import { Bubble } from '../../ui/bubble.tsx';
import { Button } from '../../ui/button.tsx';
import { type DeliveryKind, DeliveryState } from '../../ui/delivery-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { toDirection } from '../../ui/text-direction.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './message-row.module.css';
import { MessageText } from './message-text.tsx';
import { toKey } from './message-window.ts';
import { TimeLeft } from './time-left.tsx';

/** A place in the window, in CSS pixels. */
export type Point = { readonly x: number; readonly y: number };

export type RowActions = {
  readonly openMenu: (message: Message, at: Point) => void;
  readonly retry: (messageId: string) => void;
  readonly openLink: (url: string) => void;
};

/** A decision about the other side's keys; the check of a key that goes on; one that failed. */
export type WithheldBy = 'undecided' | 'checking' | 'withheld';

export type MessageRowProps = {
  message: Message;
  /** A moment of the day it stands under. */
  dayAt: number;
  last: boolean;
  name: string;
  reachable: boolean;
  /** A search led here. */
  found: boolean;
  /** What the queued messages of the chat are withheld for; null: they are not. */
  withheldBy: WithheldBy | null;
  actions: RowActions;
};

/** Under the bubble of a row, where no pointer says where. */
export const toMenuPoint = (row: Element): Point => {
  const { left, bottom } = (row.querySelector('[data-direction]') ?? row).getBoundingClientRect();
  return { x: left, y: bottom };
};

const toKind = (state: State): DeliveryKind => (state === 'not_delivered' ? 'failed' : state);

const noticeIcons = {
  session_repaired: ShieldCheck,
  number_new_owner: TriangleAlert,
  identity_changed: KeyRound,
  identity_restored: KeyRound,
  identity_accepted: KeyRound,
  identity_corrected: KeyRound,
  database_repaired: Info,
  timer_set: Timer,
} as const satisfies Record<NoticeKind, unknown>;

const attention: ReadonlySet<NoticeKind> = new Set(['number_new_owner', 'identity_changed']);

type NoticeBody = Extract<Message['body'], { kind: 'notice' }>;

const Notice = ({ body, name }: { body: NoticeBody; name: string }) => {
  const t = useT();
  return (
    <div className={styles.notice} data-attention={attention.has(body.notice) || undefined}>
      <Icon of={noticeIcons[body.notice]} size={18} />
      <span>{noticeWords(t, body, name)}</span>
    </div>
  );
};

export const MessageRow = memo(
  ({ message, dayAt, last, name, reachable, found, withheldBy, actions }: MessageRowProps) => {
    const t = useT();
    const formats = useFormats();
    const { body, outgoing, state } = message;
    const time = formats.since(message.at, dayAt);
    const openMenu = (event: MouseEvent<HTMLElement>) => {
      event.preventDefault();
      // A press of the menu key or of Enter has no place of its own.
      if (event.clientX > 0 || event.clientY > 0) {
        actions.openMenu(message, { x: event.clientX, y: event.clientY });
      } else actions.openMenu(message, toMenuPoint(event.currentTarget));
    };
    const common = {
      className: styles.row,
      'data-message-id': message.messageId,
      'data-key': toKey(message),
      'data-order': message.order,
      'data-last': last || undefined,
      'data-found': found || undefined,
      tabIndex: reachable ? 0 : -1,
    };
    if (body.kind === 'notice') {
      return (
        <li {...common} onContextMenu={openMenu}>
          <Notice body={body} name={name} />
        </li>
      );
    }
    const waiting =
      withheldBy && state === 'queued' ? t(`chat.state.${withheldBy}`, { name }) : null;
    const failed = state === 'failed' || state === 'not_delivered';
    return (
      <li {...common} onContextMenu={openMenu}>
        <VisuallyHidden>
          {outgoing ? t('chat.message.own', { time }) : t('chat.message.other', { name, time })}
        </VisuallyHidden>
        <div className={styles.line} data-own={outgoing || undefined}>
          <Bubble
            own={outgoing}
            last={last}
            wideMeta={message.expiry !== null}
            direction={body.kind === 'text' ? toDirection(body.text) : 'ltr'}
            meta={
              <>
                {message.expiry && <TimeLeft {...message.expiry} />}
                <time
                  dateTime={new Date(message.at).toISOString()}
                  title={formats.full(message.at)}
                >
                  {time}
                </time>
                {state && (
                  <DeliveryState
                    state={toKind(state)}
                    label={waiting ?? t(`chat.state.${state}`)}
                  />
                )}
              </>
            }
          >
            {body.kind === 'text' ? (
              <MessageText text={body.text} onLink={actions.openLink} />
            ) : (
              <em className={styles.unknown}>{t('chat.message.unknown')}</em>
            )}
          </Bubble>
          <button
            type="button"
            className={styles.more}
            tabIndex={-1}
            aria-label={t('chat.message.actions')}
            onClick={openMenu}
            onFocus={(event: FocusEvent) => event.stopPropagation()}
          />
        </div>
        {waiting && last && <div className={styles.waiting}>{waiting}</div>}
        {failed && (
          <div className={styles.failed}>
            <span>
              {t(`chat.state.${state}`)}
              {message.problem && `. ${t.dynamic(`error.${message.problem.code}`)}`}
            </span>
            {message.problem?.code !== 'recipient_gone' && (
              <Button
                kind="link"
                icon={<Icon of={RefreshCw} size={14} />}
                onClick={() => actions.retry(message.messageId)}
              >
                {t('chat.retry')}
              </Button>
            )}
          </div>
        )}
      </li>
    );
  },
);
MessageRow.displayName = 'MessageRow';
