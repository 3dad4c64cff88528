import { limits } from '../contract/wire/limits.ts';

type Numbers<T> = { readonly [Key in keyof T]: number };

/** The contract's limits and what only the server minds. Tests take smaller ones. */
export const defaultServerLimits = {
  ...(limits as Numbers<typeof limits>),
  /** How long the proof of a number can be used to make an account. */
  registrationTokenLifetimeMs: 10 * 60_000,
  /** Mailboxes of new devices that wait for a linked one: of all, of one address, and of the network around it. */
  maxMailboxes: 20_000,
  maxMailboxesPerSource: 50,
  maxMailboxesPerNetwork: 500,
  /** Transfers that one account may have open. */
  maxTransfersPerAccount: 3,
  /** Chunks of all accounts that wait; 0: no transfers. */
  maxTransferBytes: 8 * 1_073_741_824,
  /** What stays free on the disk whatever chunks come: messages are on the same. */
  minFreeDiskBytes: 268_435_456,
  /** Calls at once that carry bytes: of one account, and of all. */
  maxUploadsPerAccount: 2,
  maxUploads: 64,
  maxDownloadsPerAccount: 4,
  /** What waits for one account, with the little that is stored around each envelope; the next is refused with `queue_full`. */
  maxQueuedBytesPerAccount: 256 * 1_048_576,
  /** Of that, what one sender may take: nobody alone fills somebody's queue. */
  maxQueuedPerSender: 10_000,
  maxQueuedBytesPerSender: 64 * 1_048_576,
  /** What all who send sealed may take of it together. */
  maxQueuedSealed: 50_000,
  maxQueuedSealedBytes: 128 * 1_048_576,
  /** Bytes that a connection may have waiting to be read by its client. */
  maxBufferedBytes: 4 * 1_048_576,
  /** Frames of one account, one of more than a KiB counting as one for each: so many at once, then so many a second. */
  frameBurst: 8_000,
  framesPerSecond: 2_000,
  /** Sends of one connection that wait for a commit before its socket is read no further. */
  maxPendingSends: 512,
  maxConnections: 20_000,
  maxConnectionsPerSource: 2_000,
  /** Connections over which is sent without a name, apart from those of devices: whoever fills these keeps no device out. */
  maxSealedConnections: 10_000,
  maxSealedConnectionsPerSource: 1_000,
  /** Sealed frames of one source that are for nobody, or with a wrong token: so many at once, then so many a second, are looked up. */
  wrongSealedBurst: 600,
  wrongSealedPerSecond: 5,
  /** One of these over which nothing was taken for so long is closed; apps close theirs earlier. */
  sealedIdleMs: 150_000,
  /** Connections whose token is being looked up. */
  maxPendingUpgrades: 256,
  requestHeadersTimeoutMs: 10_000,
  sweepIntervalMs: 60_000,
  sweepChunkCount: 500,
} as const satisfies Record<string, number>;

export type ServerLimits = Numbers<typeof defaultServerLimits>;
