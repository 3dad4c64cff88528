import type { Link } from '../connection/link.ts';
import type { Context } from '../context.ts';
import { sayOnce } from '../outbox/ephemeral.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { SessionWork } from '../outbox/session-work.ts';
import type { Unsubscribe } from '../platform/types.ts';

/** Who types: said by this person, and heard of others. Never stored. */
export interface Typing {
  readonly set: (chatId: string, typing: boolean) => Promise<void>;
  /** A message leaves for this chat, which ends typing on the other side: no word of its own is needed. */
  readonly spoke: (chatId: string) => void;
  /** `acceptedAt` by the server's clock. */
  readonly heard: (accountId: string, typing: boolean, acceptedAt: number) => void;
  /** A message of theirs came: they have stopped. */
  readonly messageFrom: (accountIds: ReadonlySet<string>) => void;
  readonly close: () => void;
}

const repeatAfterMs = 5_000;
const expiresAfterMs = 10_000;

/** `isAllowed`: the person lets this account know when they type. `isShown`: they want to see when it does. */
export const createTyping = (
  context: Context,
  options: {
    readonly link: Link;
    readonly outbox: Outbox;
    readonly sessions: SessionWork;
    readonly isAllowed: (accountId: string) => boolean;
    readonly isShown: (accountId: string) => boolean;
  },
): Typing => {
  const { store, clock, serverClock } = context;
  const said = new Map<string, { readonly typing: boolean; readonly at: number }>();
  const heard = new Map<string, Unsubscribe>();

  const say = (accountId: string, typing: boolean): Promise<void> =>
    sayOnce(context, options, accountId, { v: 1, kind: 'typing', typing, at: clock.now() });

  const end = (accountId: string): void => {
    const stop = heard.get(accountId);
    if (!stop) return;
    stop();
    heard.delete(accountId);
    const chat = store.chats.byPeer(accountId);
    if (chat) context.emit('chats.typing', { chatId: chat.chatId, typing: false });
  };

  return {
    set: async (chatId, typing) => {
      const chat = store.chats.get(chatId);
      if (!chat || chat.contact.gone || !options.link.isUp()) return;
      if (!options.isAllowed(chat.contact.accountId)) return;
      const last = said.get(chatId);
      const now = clock.elapsed();
      if ((last?.typing ?? false) === typing && (!typing || now - (last?.at ?? 0) < repeatAfterMs))
        return;
      said.set(chatId, { typing, at: now });
      await say(chat.contact.accountId, typing);
    },
    spoke: (chatId) => void said.delete(chatId),
    heard: (accountId, typing, acceptedAt) => {
      const isLate = serverClock.now() - acceptedAt > expiresAfterMs;
      if (!typing || isLate || !options.isShown(accountId)) {
        end(accountId);
        return;
      }
      const chat = store.chats.byPeer(accountId);
      if (!chat) return;
      const stop = heard.get(accountId);
      stop?.();
      heard.set(
        accountId,
        clock.after(expiresAfterMs, () => end(accountId)),
      );
      if (!stop) context.emit('chats.typing', { chatId: chat.chatId, typing: true });
    },
    messageFrom: (accountIds) => {
      for (const accountId of accountIds) end(accountId);
    },
    close: () => {
      for (const stop of heard.values()) stop();
      heard.clear();
    },
  };
};
