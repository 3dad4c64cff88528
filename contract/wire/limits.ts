/** Limits that both ends hold; the server enforces them. */
export const limits = {
  protocolVersion: 1,
  codeLifetimeMs: 10 * 60_000,
  codeTries: 5,
  codeResendAfterMs: 60_000,
  /** One envelope's ciphertext. */
  maxEnvelopeBytes: 65_536,
  /** The same with its sender's certificate, sealed around it. */
  maxSealedEnvelopeBytes: 66_560,
  /** One frame: an envelope for each device of an account, or a batch of deliveries. */
  maxFrameBytes: 1_048_576,
  maxHttpBodyBytes: 262_144,
  /** Envelopes waiting for one account; the next is refused with `queue_full`. */
  maxQueuedPerAccount: 100_000,
  envelopeLifetimeMs: 30 * 86_400_000,
  /** How long a client message id is remembered, so that a repeated send is taken once. */
  idempotencyLifetimeMs: 31 * 86_400_000,
  /** Deliveries in flight to one device before the server waits for an acknowledgement. */
  deliveryWindowCount: 1_000,
  deliveryWindowBytes: 1_048_576,
  maxDeliveriesPerFrame: 100,
  maxPreKeysPerUpload: 200,
  maxKyberPreKeysPerUpload: 100,
  preKeysLowCount: 20,
  maxDevicesPerAccount: 5,
  /** How long a linking code, its mailbox and its ticket are good for. */
  linkLifetimeMs: 5 * 60_000,
  /** What a linked device may leave for a new one. */
  maxSealedLinkBytes: 8_192,
  maxFarewellBytes: 1_024,
  /** How long it is remembered why a token that a device had is worth nothing any more, and the word to that device with it. */
  formerTokenLifetimeMs: 90 * 86_400_000,
  /** How long the server holds a call that waits for something. */
  maxWaitMs: 25_000,
  /** Ciphertext of an account's registers, padding included. */
  maxManifestBytes: 147_456,
  /** How far above the version here the next may be: far more than a backup that was put back is behind. */
  maxManifestStep: 1_000_000,
  /** History on its way to a new device. */
  transferLifetimeMs: 86_400_000,
  maxChunkBytes: 524_288,
  maxTransferChunks: 100_000,
  /** Chunks of one account that wait. */
  maxTransferBytesPerAccount: 536_870_912,
  /** Received messages that one report shows the operator, what they say in all (UTF-8), and what the person adds. */
  maxReportedMessages: 20,
  maxReportBytes: 150_000,
  maxReportNoteLength: 1_000,
  reportLifetimeMs: 90 * 86_400_000,
  /** Of one account, kept at once. */
  maxReportsPerAccount: 50,
  /** Versions of an account's entry in the map of keys that one answer tells: more than anybody makes between two looks. */
  maxKeyVersionsPerAnswer: 1_000,
  /** Numbers and usernames that one call asks labels of, and how far back a label is told: who it led to is not kept for ever. */
  maxLabelsPerCall: 4,
  labelHistoryMs: 30 * 86_400_000,
  /** One sealed field of a profile, padding included. */
  maxProfileBytes: 66_000,
  deliveryTokenBytes: 16,
  /** How long a sender certificate is good for, and how often a device fetches another. */
  senderCertificateLifetimeMs: 86_400_000,
  senderCertificateEveryMs: 43_200_000,
  /** Choices of one account; one more when it is a global opt-out. */
  maxConsentRecordsPerAccount: 5_000,
  /** UTF-8 of all of them together; a global opt-out may stand above it, too. */
  maxConsentBytesPerAccount: 2_000_000,
  /** UTF-8 of one of a version to come, which a server takes unread. */
  maxUnreadRecordBytes: 2_048,
  /** Choices in one call of a device, and in one answer. */
  maxConsentRecordsPerCall: 8,
  maxConsentRecordsPerPage: 100,
  maxPoliciesPerPage: 200,
  maxDisclosuresPerPage: 50,
  /** How many days back a device tells how often it was opened. */
  maxUsageDays: 31,
  /** Characters of a file that the window hands over to be saved or read. */
  maxFileLength: 32_000_000,
  heartbeatIntervalMs: 30_000,
  heartbeatTimeoutMs: 10_000,
} as const;

/** Records that an account can have at most: the last one is a global opt-out. */
export const mostConsentRecords = limits.maxConsentRecordsPerAccount + 1;
