import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { AllowedNotification } from '../system/notification.ts';
import type { Vault } from './vault.ts';

/** What holds the key, or shows what it opened. */
export interface OpenedParts {
  /** Ends the engine, and with it the key that it holds. */
  readonly restEngine: () => void;
  /** Ends the page with its whole process; a fresh one knows nothing. */
  readonly renewPage: () => void;
  readonly notifications: {
    readonly show: (chatId: string, notification: AllowedNotification) => void;
    readonly clear: () => void;
  };
  readonly setUnread: (count: number) => void;
  readonly write: (file: string, text: string) => Promise<void>;
}

/**
 * Takes all of it away as the vault locks, and lets nothing through until it is open again: what the page or the engine
 * said last may arrive after the lock.
 */
export const whileOpen = (
  vault: Pick<Vault, 'state' | 'onLocked'>,
  parts: OpenedParts,
): Pick<OpenedParts, 'setUnread' | 'write'> & {
  readonly notify: OpenedParts['notifications']['show'];
} => {
  const isOpen = (): boolean => vault.state().status === 'ready';
  vault.onLocked(() => {
    parts.renewPage();
    parts.restEngine();
    parts.notifications.clear();
    parts.setUnread(0);
  });
  return {
    notify: (chatId, notification) => {
      if (isOpen()) parts.notifications.show(chatId, notification);
    },
    setUnread: (count) => {
      if (isOpen() || count === 0) parts.setUnread(count);
    },
    write: async (file, text) => {
      if (!isOpen()) throw new CodedError('vault_unavailable');
      await parts.write(file, text);
    },
  };
};
