import type { ChatEncryption } from '../../contract/ipc/encryption/chat.ts';
import type { ChatSummary } from '../../contract/ipc/model.ts';
import type { Person } from './world.ts';

type Other = Pick<Person, 'accountId'>;

/** What is said of the encryption of the viewer's chat with someone. */
export const encryptionWith = (viewer: Person, { accountId }: Other): Promise<ChatEncryption> =>
  viewer.handlers().encryption.get({ accountId });

/** The viewer's chat with someone, as the list shows it. */
export const summaryWith = async (viewer: Person, other: Other): Promise<ChatSummary> => {
  const { chats } = await viewer.handlers().chats.list({ limit: 500, before: null });
  const chat = chats.find(({ peer }) => peer.accountId === other.accountId);
  if (!chat) throw new Error('no chat');
  return chat;
};

/** Whether the viewer's chat with someone counts as verified; the list and the chat itself must say the same. */
export const isVerified = async (viewer: Person, other: Other): Promise<boolean> => {
  const { status } = await encryptionWith(viewer, other);
  const { encryption } = await summaryWith(viewer, other);
  if (JSON.stringify(status) !== JSON.stringify(encryption)) throw new Error('said two things');
  return status.isVerified;
};

/** Marks the key in use of someone as compared. */
export const verify = async (viewer: Person, other: Other): Promise<void> => {
  const { key } = await encryptionWith(viewer, other);
  await viewer
    .handlers()
    .encryption.verify({ accountId: other.accountId, keyHash: key?.keyHash ?? '' });
};

/** What counts for every chat of somebody, the gravest where there is more; null for nothing. */
export const alarmOf = async (person: Person) =>
  (await person.handlers().encryption.alarms({})).alarms[0] ?? null;
