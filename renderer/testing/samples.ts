import type { ChatSummary, Message, Peer } from '../../contract/ipc/model.ts';

/** A uuid that is the same for the same number. */
export const toUuid = (n: number, group = 0): string =>
  `00000000-0000-4000-8${group.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;

export const toMessage = (
  change: Partial<Omit<Message, 'body'>> & { order: number; text?: string; body?: Message['body'] },
): Message => {
  const { text, ...rest } = change;
  return {
    messageId: toUuid(change.order, 1),
    chatId: toUuid(1, 2),
    outgoing: false,
    at: 1_700_000_000_000,
    body: { kind: 'text', text: text ?? `message ${change.order}` },
    state: change.outgoing ? 'sent' : null,
    problem: null,
    expiry: null,
    ...rest,
  };
};

export const toPeer = (n: number, change: Partial<Peer> = {}): Peer => ({
  accountId: toUuid(n, 3),
  name: `Person ${n}`,
  number: null,
  username: null,
  hue: n % 8,
  kind: 'person',
  gone: false,
  blocked: false,
  ...change,
});

export const toChat = (n: number, change: Partial<ChatSummary> = {}): ChatSummary => ({
  chatId: toUuid(n, 2),
  peer: toPeer(n),
  lastMessage: null,
  activeAt: 1_700_000_000_000 - n * 60_000,
  unreadCount: 0,
  draft: null,
  request: false,
  timerS: null,
  keyChange: null,
  encryption: { state: 'not_verified', isVerified: false },
  differs: null,
  withheld: null,
  ...change,
});
