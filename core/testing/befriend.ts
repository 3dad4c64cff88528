import type { Person } from './world.ts';

/** Two people who are contacts of each other: one wrote, the other wrote back. */
export const befriend = async (one: Person, other: Person): Promise<void> => {
  await one.send(await one.chatWith(other), 'salam');
  const waiting = await other.own().until(async () => {
    const { chats } = await other.handlers().people.requests({ limit: 5, before: null });
    return chats.find(({ peer }) => peer.accountId === one.accountId);
  });
  await other.send(waiting.chatId, 'salam kembali');
  await one.received(other, 1);
};
