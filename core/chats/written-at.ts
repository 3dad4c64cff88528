const oldestMs = 365 * 86_400_000;

/**
 * The time that a received message shows, in milliseconds: when it was written, by its sender's clock. One that is ahead of
 * the server, or a year behind it, is wrong: then the time at which the server took the message stands in.
 *
 * Only what is shown follows the writer. Where a message stands follows arrival: own ones as they were written here, received
 * ones as they came, and neither moves afterwards. So a message written offline keeps its time on both screens, and comes on
 * the other below what was said meanwhile. The chat list, too, goes by arrival.
 */
export const toWrittenAt = (sentAt: number, acceptedAt: number): number =>
  sentAt <= acceptedAt && sentAt > acceptedAt - oldestMs ? sentAt : acceptedAt;
