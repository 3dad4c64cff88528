import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { ChatEncryption } from '../../../contract/ipc/encryption/chat.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';
import { sampleStock } from './sample-own-keys.ts';
import type { World } from './world.ts';

/** Answers about encryption as an engine would give them, from `world.encryption`. */
export const encryptionHandlers = (
  world: World,
  emit: (name: string, payload: unknown) => void,
): Handlers<EngineDomains['encryption']> => {
  const of = (accountId: string): ChatEncryption => {
    const found = world.encryption.get(accountId);
    if (!found) throw new CodedError('not_found');
    return found;
  };
  const put = (accountId: string, change: Partial<ChatEncryption>): void => {
    const next = { ...of(accountId), ...change };
    world.encryption.set(accountId, next);
    world.chats = world.chats.map((chat) =>
      chat.peer.accountId === accountId
        ? { ...chat, encryption: next.status, differs: next.differs }
        : chat,
    );
    const chats = world.chats.filter(({ peer }) => peer.accountId === accountId);
    const unreadTotal = world.chats.reduce(
      (sum, chat) => sum + (chat.request ? 0 : chat.unreadCount),
      0,
    );
    emit('chats.changed', { chats, unreadTotal });
    emit('encryption.changed', { accountId });
  };
  const mark = (accountId: string, isVerified: boolean): void => {
    const { status, differs } = of(accountId);
    const plain = ['verified', 'not_verified', 'numbers_differ'].includes(status.state);
    put(accountId, {
      status: {
        state: plain ? (isVerified ? 'verified' : 'not_verified') : status.state,
        isVerified,
      },
      differs: isVerified ? null : differs,
      verified: isVerified ? { device: 'Laptop', thisDevice: true, at: world.now() } : null,
    });
  };
  return {
    get: async ({ accountId }) => of(accountId),
    own: async () => world.own,
    countKeys: async () => {
      if (world.connection.state !== 'online') throw new CodedError('offline');
      const stock = world.own.stock ?? sampleStock(world.now());
      world.own = { ...world.own, stock: { ...stock, countedAt: world.now() } };
      return world.own;
    },
    checkNow: async () => {
      if (world.connection.state !== 'online') throw new CodedError('offline');
      const last = { at: world.now(), came: world.keyLog };
      world.own = { ...world.own, checks: { ...world.own.checks, last } };
      return world.own;
    },
    sessions: async ({ accountId }) => {
      of(accountId);
      return { sessions: world.sessions.get(accountId) ?? [] };
    },
    message: async ({ chatId, order }) => {
      const message = world.messages.get(chatId)?.find((one) => one.order === order);
      const info = world.infos.get(message?.messageId ?? '');
      if (!message || message.body.kind === 'notice') throw new CodedError('not_found');
      const { messageId, outgoing, at, state } = message;
      const isTaken = state !== 'queued' && state !== 'failed';
      const acceptedAt = isTaken ? at + 400 : null;
      const recipients = world.recipients.get(messageId) ?? null;
      return { outgoing, writtenAt: at, acceptedAt, state, origin: info ?? null, recipients };
    },
    verify: async ({ accountId, keyHash }) => {
      const { key } = of(accountId);
      if (!key) throw new CodedError('not_found');
      const { offered } = of(accountId);
      if (offered?.keyHash === keyHash) {
        put(accountId, {
          key: offered,
          offered: null,
          status: { state: 'verified', isVerified: true },
        });
        mark(accountId, true);
        world.chats = world.chats.map((chat) =>
          chat.peer.accountId === accountId ? { ...chat, keyChange: null } : chat,
        );
        return {};
      }
      if (key.keyHash !== keyHash) throw new CodedError('keys_changed_again');
      mark(accountId, true);
      return {};
    },
    unverify: async ({ accountId }) => {
      mark(accountId, false);
      return {};
    },
    differ: async ({ accountId, keyHash }) => {
      const { key, offered, status } = of(accountId);
      const isOffered = offered?.keyHash === keyHash;
      if (!isOffered && key?.keyHash !== keyHash) throw new CodedError('keys_changed_again');
      const isShown = isOffered || ['key_changed', 'check_failed'].includes(status.state);
      put(accountId, {
        status: isShown ? status : { state: 'numbers_differ', isVerified: false },
        verified: isOffered ? of(accountId).verified : null,
        differs: {
          of: isOffered ? 'offered' : 'in_use',
          device: 'Laptop',
          thisDevice: true,
          at: world.now(),
        },
      });
      return {};
    },
    undoDiffer: async ({ accountId }) => {
      const { status } = of(accountId);
      const isShown = status.state === 'numbers_differ';
      put(accountId, {
        status: isShown ? { state: 'not_verified', isVerified: false } : status,
        differs: null,
      });
      return {};
    },
    scan: async ({ accountId, scanned }) => {
      const result = world.scans.get(scanned) ?? 'not_a_code';
      if (result === 'same') mark(accountId, true);
      return { result };
    },
    check: async ({ accountId }) => {
      of(accountId);
      return { result: world.keyCheck };
    },
    exportEvidence: async () => ({ name: 'bisik-key-evidence.json', text: '{}' }),
    alarms: async () => world.keyAlarms,
    goOn: async ({ by, number }) => {
      const { account } = world;
      const { alarms } = world.keyAlarms;
      if (account.phase !== 'ready' || account.number !== number)
        throw new CodedError('number_invalid');
      const alarm = alarms.find((one) => one.by === by);
      if (!alarm) throw new CodedError('not_found');
      if (alarm.end !== 'ready') throw new CodedError('alarm_not_over');
      world.keyAlarms = { alarms: alarms.filter((one) => one !== alarm) };
      emit('encryption.alarmsChanged', world.keyAlarms);
      return world.keyAlarms;
    },
  };
};
