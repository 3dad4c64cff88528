import { CodedError } from '../../contract/errors/coded-error.ts';
import type { MessageInfo } from '../../contract/ipc/encryption/message.ts';
import type { Account } from '../account/account.ts';
import type { Context } from '../context.ts';
import { keyHashInUse, ownIdentityKey, toKeyHash } from '../crypto/key-hash.ts';
import { isOver } from '../expiry/shown.ts';
import type { MessageOrigin, RecordedMessage } from '../store/types/messages.ts';
import type { ListedOwnDevice } from './devices.ts';

interface Own {
  readonly account: Pick<Account, 'ready'>;
  readonly ownDevices: () => readonly ListedOwnDevice[];
}

/** Hash of the own identity key; null without one. */
const ownKeyHash = ({ keys }: Context['store']): string | null => {
  const key = ownIdentityKey(keys);
  return key && toKeyHash(key.serialize());
};

const toOrigin = (
  { store }: Context,
  { ownDevices, account }: Own,
  accountId: string,
  outgoing: boolean,
  { deviceId, keyHash, verified, seen }: MessageOrigin,
): MessageInfo['origin'] => {
  const own = outgoing ? ownDevices().find((device) => device.deviceId === deviceId) : undefined;
  const present = outgoing ? ownKeyHash(store) : keyHashInUse(store.keys, accountId);
  return {
    deviceId,
    name: own?.name ?? null,
    thisDevice: outgoing && account.ready()?.deviceId === deviceId,
    keyHash,
    isPresent: keyHash === null || keyHash === present,
    verified,
    envelope: seen,
  };
};

/** What waits here, or was refused, the server did not take. */
const wasAccepted = ({ message: { state } }: RecordedMessage): boolean =>
  state !== 'queued' && state !== 'failed';

/** What was recorded of a message. Throws `not_found` when it is not there, or is none of a person. */
export const messageInfo = (
  context: Context,
  own: Own,
  { chatId, order }: { readonly chatId: string; readonly order: number },
): MessageInfo => {
  const chat = context.store.chats.get(chatId);
  const recorded = context.store.messages.recorded(chatId, order);
  if (!chat || !recorded || isOver(context.serverClock, recorded.message))
    throw new CodedError('not_found');
  const { message, at, origin, recipients } = recorded;
  if (message.body.kind === 'notice') throw new CodedError('not_found');
  const { outgoing, state } = message;
  const { accountId } = chat.contact;
  return {
    outgoing,
    writtenAt: message.at,
    acceptedAt: wasAccepted(recorded) ? at : null,
    state,
    origin: origin && toOrigin(context, own, accountId, outgoing, origin),
    recipients: recipients && {
      ...recipients,
      deviceIds: [...recipients.deviceIds],
      isPresent: recipients.keyHash === keyHashInUse(context.store.keys, accountId),
    },
  };
};
