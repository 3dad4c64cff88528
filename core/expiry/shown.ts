import type { Message } from '../../contract/ipc/model.ts';
import type { ServerClock } from '../connection/server-clock.ts';

/** A message as the window shows it: when it disappears is told by this computer's clock. */
export const toShown = (serverClock: ServerClock, message: Message): Message => {
  const { expiry } = message;
  if (expiry === null || expiry.at === null) return message;
  return { ...message, expiry: { ...expiry, at: serverClock.toComputerTime(expiry.at) } };
};

/** Whether it disappears and is to be seen no more. */
export const isOver = (serverClock: ServerClock, { expiry }: Message): boolean =>
  expiry !== null && expiry.at !== null && expiry.at <= serverClock.now();
