/** Limits on what a person writes; the window stops before them, the engine refuses past them. */
export const contentLimits = {
  /** In UTF-16 units; what is too long in bytes is refused by `encodeContent`. */
  maxTextLength: 49_152,
  /** A draft may be longer than a message: it is cut before it is sent, not while it is written. */
  maxDraftLength: 100_000,
  /** Messages that one receipt names. */
  maxReceiptIds: 500,
  /** Devices that one repair of sessions names: more than an account may have, so that removed ones do not crowd out. */
  maxLostDevices: 127,
  /** In UTF-16 units; a longer checkpoint is neither sent nor read. The log's own signature fits several times over. */
  maxCheckpointLength: 2_048,
} as const;
