import { isCodedError } from '../../contract/errors/coded-error.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import type { KeyLog } from '../key-log/key-log.ts';
import { hasRoom } from '../key-log/labels/rows.ts';
import { noChanges, publish } from '../publish.ts';
import type { ContactRow } from '../store/types/contacts.ts';
import type { AccountHandle } from '../store/types/key-labels.ts';
import type { Collected } from './collect.ts';

const keyOf = ({ accountId, kind, value }: AccountHandle): string => `${accountId}${kind}${value}`;
const mostWaiting = 100;
const mostUntrue = 3;

/**
 * Anyone can write any number or username into a message. Shown is only what the server says leads to the very account that
 * sent it, and the map of keys does not say otherwise; without its word the contact has a name alone.
 */
export const createClaims = (
  context: Context,
  account: Account,
  checkFound: KeyLog['checkFound'],
) => {
  const { store } = context;
  const asked = new Set<string>();
  const untrue = new Map<string, number>();
  let waiting: AccountHandle[] = [];
  let running = false;

  const find = async (claim: AccountHandle): Promise<string | null> => {
    const api = account.api();
    try {
      const found =
        claim.kind === 'number'
          ? await api('lookupNumber', { number: claim.value })
          : await api('lookupUsername', { username: claim.value });
      return found.accountId;
    } catch (error) {
      if (isCodedError(error) && error.code === 'recipient_not_found') return null;
      throw error;
    }
  };
  /** Who claims what is not theirs is soon asked about no more: look-ups are few, and the person's. */
  const isHeld = async (claim: AccountHandle): Promise<boolean> => {
    const held =
      (await find(claim)) === claim.accountId && (await checkFound(claim)) !== 'contradicts';
    if (!held) {
      if (untrue.size > mostWaiting * 10) untrue.clear();
      untrue.set(claim.accountId, (untrue.get(claim.accountId) ?? 0) + 1);
    }
    return held;
  };

  const isBelieved = (accountId: string): boolean => (untrue.get(accountId) ?? 0) < mostUntrue;
  /** Whether it is taken for true now. */
  const isToKeep = async (claim: AccountHandle): Promise<boolean> =>
    isBelieved(claim.accountId) && hasRoom(store, claim.accountId) && (await isHeld(claim));

  const keep = (claim: AccountHandle): void => {
    const changes = noChanges();
    store.transaction(() => {
      const contact = store.contacts.get(claim.accountId);
      if (contact)
        store.contacts.save({ ...contact, [claim.kind]: claim.value } satisfies ContactRow);
      const chat = store.chats.byPeer(claim.accountId);
      if (chat) changes.chatIds.add(chat.chatId);
    });
    publish(context, changes);
  };

  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    try {
      for (let claim = waiting.shift(); claim; claim = waiting.shift()) {
        if (await isToKeep(claim)) keep(claim);
        // It may come true, or there may be room: asked again with their next message, while they are believed.
        else asked.delete(keyOf(claim));
      }
    } catch {
      // Asked again with their next message.
      waiting = [];
      asked.clear();
    } finally {
      running = false;
    }
  };

  return (collected: Collected): void => {
    const contacts = new Map<string, ContactRow | null>();
    for (const received of collected.received) {
      if (received.kind !== 'text' || !received.text.from) continue;
      const { from } = received.text;
      if (from.username === undefined && from.number === undefined) continue;
      let contact = contacts.get(received.from);
      if (contact === undefined) {
        contact = store.contacts.get(received.from);
        contacts.set(received.from, contact);
      }
      for (const kind of ['username', 'number'] as const) {
        const value = from[kind];
        if (value === undefined || contact?.[kind] === value) continue;
        const claim = { accountId: received.from, kind, value };
        const key = keyOf(claim);
        if (asked.has(key) || !isBelieved(received.from) || waiting.length >= mostWaiting) continue;
        if (asked.size > mostWaiting * 10) asked.clear();
        asked.add(key);
        waiting.push(claim);
      }
    }
    if (waiting.length > 0) void run();
  };
};
