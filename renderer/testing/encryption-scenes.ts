import type { CheckFailure, EncryptionStatus } from '../../contract/encryption/status.ts';
import type { ChatEncryption, KeyEvent } from '../../contract/ipc/encryption/chat.ts';
import type { MessageInfo } from '../../contract/ipc/encryption/message.ts';
import { createSampleWorld, sampleNow } from './fake/sample-world.ts';
import type { World } from './fake/world.ts';
import { keyScenes } from './key-scenes.ts';
import { toUuid } from './samples.ts';

const day = 24 * 3_600_000;
const accountId = toUuid(1, 3);

/** The digits and the code of the sample chat. */
const sampleNumber = '384029175610483772194603588120593740261844907318657024915532';
const offeredNumber = '771390025561048372719460358812059374026184490731865702491553';
export const ownCode = 'bisik-verify:CAISIgog8Jrh3kYbM1o2Xx0cSg5pJ1l0bq7vQ2y9dT4kEwGaIgog0cSg5p';
export const theirCode = 'bisik-verify:CAISIgogdT4kEwGa0cSg5pJ1l0bq7vQ2y9IgogM1o2Xx0cSg5p';
export const otherCode = 'bisik-verify:CAISIgogM1o2Xx0cSg5pdT4kEwGa0cSg5pJ1l0bq7vQ2y9Igog';
export const newerCode = 'bisik-verify:CAMSIgogM1o2Xx0cSg5pdT4kEwGa0cSg5pJ1l0bq7vQ2y9Igog';

const keyHash = '8d3f19a2'.repeat(8);
const formerHash = '41c7e05b'.repeat(8);
const signingKey = (byte: string) => btoa(byte.repeat(32));

const theirs = {
  registrationId: 2_071,
  addedAt: null,
  seenAt: sampleNow - 60 * day,
  loggedAt: sampleNow - 60 * day + 900,
  goneAt: null,
};
const toEvent = (event: Pick<KeyEvent, 'what' | 'at'> & Partial<KeyEvent>): KeyEvent => ({
  keyHash,
  by: [{ deviceId: 1, registrationId: theirs.registrationId }],
  comparedOn: null,
  ...event,
});

const toEncryption = (
  status: EncryptionStatus,
  change: Partial<ChatEncryption> = {},
): ChatEncryption => ({
  status,
  verified: status.isVerified
    ? { device: 'Laptop', thisDevice: true, at: sampleNow - 9 * day }
    : null,
  differs: null,
  comparedBefore: null,
  key: { keyHash, safetyNumber: sampleNumber, scannable: ownCode, since: sampleNow - 60 * day },
  offered: null,
  check: {
    withheld: status.state === 'check_failed' ? 'entry' : null,
    unchecked: status.state === 'check_unavailable' ? 'log' : null,
    foundAt: status.state === 'check_failed' ? sampleNow - 2 * 3_600_000 : null,
    stays: false,
    agreedAt: status.state === 'check_failed' ? null : sampleNow - 3_600_000,
  },
  sending: 'sealed',
  ownDevices: [
    {
      deviceId: 1,
      name: 'Laptop',
      thisDevice: true,
      signingKey: signingKey('\u00a7'),
      registrationId: 4_712,
      addedAt: sampleNow - 200 * day,
      seenAt: null,
      loggedAt: sampleNow - 90 * day,
      goneAt: null,
    },
    {
      deviceId: 2,
      name: 'Komputer pejabat',
      thisDevice: false,
      signingKey: signingKey('\u00b3'),
      registrationId: 9_034,
      addedAt: sampleNow - 52 * day,
      seenAt: sampleNow - 52 * day + 40_000,
      loggedAt: sampleNow - 52 * day + 41_000,
      goneAt: null,
    },
  ],
  theirDevices: [
    {
      deviceId: 1,
      name: null,
      thisDevice: false,
      signingKey: signingKey('\u004e'),
      ...theirs,
    },
  ],
  events: [
    ...(status.isVerified
      ? [
          {
            what: 'verified' as const,
            at: sampleNow - 9 * day,
            keyHash,
            by: [],
            comparedOn: 'Laptop',
          },
        ]
      : []),
    toEvent({ what: 'first_seen', at: sampleNow - 60 * day }),
  ],
  ...change,
});

/** Of the messages of the sample chat: two that came, before and after the numbers were compared, and an own one. */
const origins: readonly (readonly [message: number, NonNullable<MessageInfo['origin']>])[] = [
  [
    5,
    {
      deviceId: 1,
      name: null,
      thisDevice: false,
      keyHash,
      isPresent: true,
      verified: true,
      envelope: { version: 4, counter: 17, pqRatchet: true },
    },
  ],
  [
    6,
    {
      deviceId: 2,
      name: null,
      thisDevice: false,
      keyHash: formerHash,
      isPresent: false,
      verified: false,
      envelope: { version: 4, counter: null, pqRatchet: null },
    },
  ],
  [
    9,
    {
      deviceId: 2,
      name: 'Komputer pejabat',
      thisDevice: false,
      keyHash: '5be20c71'.repeat(8),
      isPresent: true,
      verified: null,
      envelope: { version: 4, counter: 3, pqRatchet: true },
    },
  ],
];

const put = (world: World, encryption: ChatEncryption): World => {
  world.encryption.set(accountId, encryption);
  for (const [message, origin] of origins) world.infos.set(toUuid(message, 101), origin);
  world.sessions.set(accountId, [
    {
      deviceId: 1,
      received: { version: 4, counter: 17, pqRatchet: true, at: sampleNow - 240_000 },
      sent: { version: 4, counter: 41, pqRatchet: true, at: sampleNow - 60_000 },
    },
    {
      deviceId: 2,
      received: { version: 4, counter: null, pqRatchet: null, at: sampleNow - day },
      sent: null,
    },
  ]);
  world.scans.set(theirCode, 'same');
  world.scans.set(otherCode, 'different');
  world.scans.set(newerCode, 'newer_version');
  world.chats = world.chats.map((chat) =>
    chat.peer.accountId === accountId
      ? {
          ...chat,
          encryption: encryption.status,
          differs: encryption.differs,
          withheld: encryption.check.withheld,
        }
      : chat,
  );
  return world;
};

const scene =
  (status: EncryptionStatus, change: Partial<ChatEncryption> = {}) =>
  (): World =>
    put(createSampleWorld(), toEncryption(status, change));

const failedBy = (withheld: CheckFailure, stays = false): ChatEncryption['check'] => ({
  withheld,
  unchecked: null,
  foundAt: sampleNow - 2 * 3_600_000,
  stays,
  agreedAt: null,
});

/** The chat with Aisyah Rahman in each state of its encryption. */
export const encryptionScenes = {
  verified: scene({ state: 'verified', isVerified: true }),
  verifiedElsewhere: scene(
    { state: 'verified', isVerified: true },
    { verified: { device: 'Komputer pejabat', thisDevice: false, at: sampleNow - 9 * day } },
  ),
  notVerified: scene({ state: 'not_verified', isVerified: false }),
  wasVerified: scene(
    { state: 'not_verified', isVerified: false },
    {
      comparedBefore: 'theirs',
      events: [
        toEvent({
          what: 'device_gone',
          at: sampleNow - 3_600_000,
          by: [{ deviceId: 3, registrationId: 15_880 }],
        }),
        toEvent({
          what: 'device_seen',
          at: sampleNow - 7_200_000,
          by: [{ deviceId: 3, registrationId: 15_880 }],
        }),
        toEvent({ what: 'replaced', at: sampleNow - day }),
        toEvent({ what: 'first_seen', at: sampleNow - 60 * day, keyHash: formerHash, by: [] }),
      ],
    },
  ),
  comparedBeforeOwn: scene(
    { state: 'not_verified', isVerified: false },
    {
      comparedBefore: 'own',
      events: [
        toEvent({ what: 'ended_by_own', at: sampleNow - day, by: [], comparedOn: 'Laptop' }),
        toEvent({ what: 'verified', at: sampleNow - 2 * day, by: [], comparedOn: 'Laptop' }),
        toEvent({ what: 'unverified', at: sampleNow - 3 * day, by: [], comparedOn: 'Laptop' }),
        toEvent({ what: 'verified', at: sampleNow - 4 * day, by: [], comparedOn: 'Laptop' }),
        toEvent({ what: 'first_seen', at: sampleNow - 60 * day }),
      ],
    },
  ),
  numbersDiffer: scene(
    { state: 'numbers_differ', isVerified: false },
    {
      differs: { of: 'in_use', device: 'Laptop', thisDevice: true, at: sampleNow - 2 * 3_600_000 },
    },
  ),
  noKey: scene(
    { state: 'not_verified', isVerified: false },
    { key: null, theirDevices: [], events: [] },
  ),
  keyChanged: (): World => {
    const world = keyScenes.keys?.() ?? createSampleWorld();
    const status = { state: 'key_changed', isVerified: true } as const;
    return put(
      world,
      toEncryption(status, {
        offered: {
          keyHash: formerHash,
          safetyNumber: offeredNumber,
          scannable: ownCode,
          since: sampleNow - 3_600_000,
        },
        events: [
          toEvent({
            what: 'shown',
            at: sampleNow - 3_600_000,
            keyHash: formerHash,
            by: [{ deviceId: 1, registrationId: 11_402 }],
          }),
          ...toEncryption(status).events,
        ],
      }),
    );
  },
  checkFailed: scene({ state: 'check_failed', isVerified: false }),
  failedForGood: scene(
    { state: 'check_failed', isVerified: false },
    { check: failedBy('entry', true) },
  ),
  labelFailed: scene({ state: 'check_failed', isVerified: false }, { check: failedBy('label') }),
  ownLabelFailed: (): World => {
    const world = scene({ state: 'not_verified', isVerified: false })();
    world.keyAlarms = {
      alarms: [{ by: 'own_label', foundAt: sampleNow - 2 * 3_600_000, end: 'look' }],
    };
    return world;
  },
  ownEntryFailed: (): World => {
    const world = scene(
      { state: 'check_failed', isVerified: false },
      { check: failedBy('own_entry') },
    )();
    world.keyAlarms = {
      alarms: [{ by: 'own_entry', foundAt: sampleNow - 2 * 3_600_000, end: 'new_keys' }],
    };
    return world;
  },
  logFailed: (): World => {
    const world = scene({ state: 'check_failed', isVerified: false }, { check: failedBy('log') })();
    world.keyAlarms = {
      alarms: [{ by: 'log', foundAt: sampleNow - 2 * 3_600_000, end: 'new_epoch' }],
    };
    return world;
  },
  severalAlarms: (): World => {
    const world = scene({ state: 'not_verified', isVerified: false })();
    const foundAt = sampleNow - 2 * 3_600_000;
    world.keyAlarms = {
      alarms: [
        { by: 'own_label', foundAt, end: 'look' },
        { by: 'epoch', foundAt, end: 'ready' },
        { by: 'label_key', foundAt, end: 'ready' },
      ],
    };
    return world;
  },
  unchecked: scene({ state: 'check_unavailable', isVerified: false }),
  uncheckedLabel: scene(
    { state: 'check_unavailable', isVerified: false },
    {
      check: {
        withheld: null,
        unchecked: 'label',
        foundAt: null,
        stays: false,
        agreedAt: sampleNow - 3_600_000,
      },
    },
  ),
  uncheckedOwn: scene(
    { state: 'check_unavailable', isVerified: false },
    {
      check: {
        withheld: null,
        unchecked: 'own_entry',
        foundAt: null,
        stays: false,
        agreedAt: sampleNow - 3_600_000,
      },
    },
  ),
  uncheckedVerified: scene({ state: 'check_unavailable', isVerified: true }),
} satisfies Record<string, () => World>;
