import { ensureContact } from '../chats/open-chat.ts';
import type { Context } from '../context.ts';
import type { PeopleRegisters } from './registers.ts';

const prefix = 'block:';
/** The register that says whether somebody is blocked. */
export const blockKey = (accountId: string): string => `${prefix}${accountId}`;

/** Who is blocked: the account's registers say so, and the contacts follow them. */
export interface Blocks {
  readonly isBlocked: (accountId: string) => boolean;
  readonly all: () => readonly string[];
  readonly count: () => number;
  /** Inside a transaction. False when it stood so already. */
  readonly set: (accountId: string, blocked: boolean) => boolean;
  /** Takes over what the registers say now; gives whose block came or went. */
  readonly follow: () => readonly string[];
  /** After a rolled back transaction nothing of `set` holds. */
  readonly reread: () => void;
}

/** Blocks over registers; what the contacts say is brought in line at once. */
export const createBlocks = (
  context: Pick<Context, 'store'>,
  registers: Pick<PeopleRegisters, 'value' | 'set' | 'keys' | 'isKnown'>,
): Blocks => {
  const { contacts, transaction } = context.store;
  /** A block that stands here is lifted by a word that can be read and says so, and not before all of them are here. */
  const isLifted = (accountId: string): boolean =>
    registers.isKnown() && registers.value(blockKey(accountId)) === false;
  const read = (): Set<string> =>
    new Set([
      ...registers
        .keys(prefix)
        // What cannot be read may be a block.
        .filter((key) => registers.value(key) !== false)
        .map((key) => key.slice(prefix.length)),
      ...contacts.blocked().filter((accountId) => !isLifted(accountId)),
    ]);
  let blocked = read();

  const mark = (accountId: string, isBlocked: boolean): void => {
    const contact = ensureContact(context, accountId);
    if (contact.blocked !== isBlocked) contacts.save({ ...contact, blocked: isBlocked });
  };
  const follow = (): readonly string[] => {
    blocked = read();
    const before = new Set(contacts.blocked());
    const changed = [
      ...[...blocked].filter((accountId) => !before.has(accountId)),
      ...[...before].filter((accountId) => !blocked.has(accountId)),
    ];
    if (changed.length > 0)
      transaction(() => {
        for (const accountId of changed) mark(accountId, blocked.has(accountId));
      });
    return changed;
  };
  follow();

  return {
    isBlocked: (accountId) => blocked.has(accountId),
    all: () => [...blocked],
    count: () => blocked.size,
    set: (accountId, isBlocked) => {
      if (blocked.has(accountId) === isBlocked) return false;
      registers.set(blockKey(accountId), isBlocked);
      mark(accountId, isBlocked);
      if (isBlocked) blocked.add(accountId);
      else blocked.delete(accountId);
      return true;
    },
    follow,
    reread: () => {
      blocked = read();
    },
  };
};
