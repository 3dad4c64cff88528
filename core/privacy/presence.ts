import type { Viewer } from '../../contract/privacy/audience.ts';
import type { Link } from '../connection/link.ts';
import type { Context } from '../context.ts';
import type { Presence as Said } from '../inbox/collect.ts';
import { sayOnce } from '../outbox/ephemeral.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { SessionWork } from '../outbox/session-work.ts';
import type { Viewers } from './viewers.ts';

/**
 * Who is there, asked from device to device while a chat is open and kept nowhere. It is an exchange: who is not let see this person's is
 * not asked for theirs, so that whoever hides theirs sees nobody's.
 */
export interface Presence {
  /** Asks the other side of a chat; nothing happens where nothing may be told, or without a connection. */
  readonly ask: (chatId: string) => Promise<void>;
  readonly heard: (
    said: readonly { readonly from: string; readonly at: number; readonly said: Said }[],
  ) => void;
  /** The person did something here. */
  readonly active: () => void;
}

const minuteMs = 60_000;
const askAgainMs = 10_000;
const answerAgainMs = 5_000;
/** What came later than this is of before. */
const passedMs = 30_000;
const onlineMs = 2 * minuteMs;
const mostRemembered = 1_000;

/** Whether somebody, real or imagined, is told. */
export const isToldPresence = (viewers: Viewers, viewer: Viewer): boolean =>
  viewer.isContact && viewers.allows('privacy.whoSeesLastSeen', viewer);

/** Over ephemeral messages. */
export const createPresence = (
  context: Context,
  options: {
    readonly link: Pick<Link, 'isUp'>;
    readonly outbox: Pick<Outbox, 'sendOnce'>;
    readonly sessions: SessionWork;
    readonly viewers: Viewers;
  },
): Presence => {
  const { store, clock, serverClock } = context;
  const { viewers } = options;
  const asked = new Map<string, number>();
  const answered = new Map<string, number>();
  /** All times by what passed since some moment: the clock may be set meanwhile. */
  let activeAt: number | null = null;

  const isAllowed = (accountId: string): boolean =>
    isToldPresence(viewers, viewers.viewerOf(accountId));
  /** Whether so much time has passed for one account; remembers that it is now. */
  const isTime = (times: Map<string, number>, accountId: string, pauseMs: number): boolean => {
    const now = clock.elapsed();
    const last = times.get(accountId);
    if (last !== undefined && now - last < pauseMs) return false;
    if (times.size >= mostRemembered) times.clear();
    times.set(accountId, now);
    return true;
  };
  const send = (accountId: string, said: Said): Promise<void> =>
    sayOnce(context, options, accountId, { v: 1, kind: 'control', control: said });
  const answer = (accountId: string): void => {
    if (activeAt === null || !options.link.isUp() || !isAllowed(accountId)) return;
    if (!isTime(answered, accountId, answerAgainMs)) return;
    const at = clock.now();
    const idleMs = clock.elapsed() - activeAt;
    const online = idleMs < onlineMs;
    const lastSeenAt = Math.floor((at - idleMs) / minuteMs) * minuteMs;
    send(accountId, { what: 'presence', online, lastSeenAt, at }).catch((error: unknown) =>
      context.onUnexpected('presence', error),
    );
  };

  return {
    ask: async (chatId) => {
      const contact = store.chats.get(chatId)?.contact;
      if (!contact || contact.gone || contact.kind !== 'person' || !options.link.isUp()) return;
      const { accountId } = contact;
      if (!isAllowed(accountId) || !isTime(asked, accountId, askAgainMs)) return;
      await send(accountId, { what: 'presence_request', at: clock.now() });
    },
    heard: (said) => {
      for (const { from, at, said: one } of said) {
        if (serverClock.now() - at > passedMs) continue;
        if (one.what === 'presence_request') {
          answer(from);
          continue;
        }
        const chat = store.chats.byPeer(from);
        // What was not asked for is not shown.
        if (!chat || !asked.has(from) || !isAllowed(from)) continue;
        const { online, lastSeenAt } = one;
        context.emit('chats.presence', {
          chatId: chat.chatId,
          online,
          lastSeenAt: Math.min(lastSeenAt, clock.now()),
        });
      }
    },
    active: () => {
      activeAt = clock.elapsed();
    },
  };
};
