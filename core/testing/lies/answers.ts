import { randomBytes } from 'node:crypto';
import type * as z from 'zod/mini';
import type { keyLookupSchema } from '../../../contract/wire/key-log.ts';
import { answering, answeringJson, type Lie, type Stage } from './stage.ts';

const hash = (): string => randomBytes(32).toString('base64');
const isLookUp =
  ({ aisyah }: Stage) =>
  (path: string) =>
    path === `/v1/key-log/accounts/${aisyah.accountId}`;

type LookUp = z.infer<typeof keyLookupSchema>;
type Version = LookUp['versions'][number];

/** What is said of Aisyah's entry to Badrul, changed. */
const told =
  (change: (body: LookUp) => unknown) =>
  (stage: Stage): void =>
    answeringJson<LookUp>(stage.badrul, isLookUp(stage), (body) =>
      'path' in body ? change(body) : body,
    );
const ofEnd = (change: (end: NonNullable<LookUp['path']['end']>) => unknown) =>
  told((body) => ({
    ...body,
    path: { ...body.path, end: body.path.end && change(body.path.end) },
  }));
const ofNewest = (change: (version: Version) => unknown) =>
  told((body) => ({
    ...body,
    versions: body.versions.map((version, index) =>
      index === body.versions.length - 1 ? change(version) : version,
    ),
  }));
const ofOpening = (change: (opening: NonNullable<Version['opening']>) => unknown) =>
  ofNewest((version) => ({ ...version, opening: version.opening && change(version.opening) }));

const unproved = {
  seenBy: 'contact',
  told: 'before',
  soon: 'seconds',
  state: 'check_unavailable',
} as const;
const unsaid = { ...unproved, soon: 'minutes', state: 'check_failed' } as const;

/** Answers to a look-up. They are not signed: one that proves nothing speaks against nobody, and is no check either. */
export const liesInAnswers: readonly Lie[] = [
  {
    name: 'other label’s leaf',
    does: 'ends the path at the leaf of somebody else',
    ...unproved,
    tell: ofEnd((end) => ({ ...end, label: hash() })),
  },
  {
    name: 'non-inclusion',
    does: 'says that an account which has an entry has none',
    ...unproved,
    tell: told((body) => ({ ...body, path: { ...body.path, end: null }, from: 0, versions: [] })),
  },
  {
    name: 'chain that does not continue',
    does: 'gives another chain for the version that was seen last',
    ...unproved,
    tell: told((body) => ({ ...body, chain: hash() })),
  },
  {
    name: 'version skipped',
    does: 'counts a version that it does not show',
    ...unproved,
    tell: ofEnd((end) => ({ ...end, version: end.version + 1 })),
  },
  {
    name: 'other commitment',
    does: 'puts another commitment in the place of the newest',
    ...unproved,
    tell: ofNewest((version) => ({ ...version, commitment: hash() })),
  },
  {
    name: 'proof cut short',
    does: 'leaves out a sibling of the path',
    ...unproved,
    tell: told((body) => ({
      ...body,
      path: { ...body.path, siblings: body.path.siblings.slice(1) },
    })),
  },
  {
    name: 'proof without end',
    does: 'sends more siblings than a path can have',
    ...unproved,
    tell: told((body) => ({
      ...body,
      path: { ...body.path, siblings: Array.from({ length: 300 }, hash) },
    })),
  },
  {
    name: 'versions without end',
    does: 'sends thousands of versions in one answer',
    ...unproved,
    tell: told((body) => ({
      ...body,
      versions: Array.from({ length: 5_000 }, () => body.versions[0]),
    })),
  },
  {
    name: 'head of the future',
    does: 'dates the head a day ahead',
    ...unproved,
    tell: told((body) => ({ ...body, time: body.time + 86_400_000 })),
  },
  {
    name: 'head of the past',
    does: 'answers by the first head of the log in place of the newest',
    ...unproved,
    tell: told((body) => ({ ...body, position: 0 })),
  },
  {
    name: 'answer of another epoch',
    does: 'names an epoch that is not the one of the checkpoint',
    ...unproved,
    tell: told((body) => ({ ...body, epoch: body.epoch + 1 })),
  },
  {
    name: 'look-up refused',
    does: 'answers no look-up of this account',
    ...unproved,
    tell: (stage) => answering(stage.badrul, isLookUp(stage), () => ({ status: 503 })),
  },
  {
    name: 'no answer in JSON',
    does: 'answers a look-up with anything else',
    ...unproved,
    tell: (stage) => answering(stage.badrul, isLookUp(stage), () => '<html>'),
  },
  {
    name: 'opening kept back',
    does: 'does not say what the newest version commits to',
    ...unsaid,
    tell: ofOpening(() => null),
  },
  {
    name: 'commitment that does not open',
    does: 'gives another nonce for it',
    ...unsaid,
    tell: ofOpening((opening) => ({ ...opening, nonce: hash() })),
  },
  {
    name: 'other devices in the opening',
    does: 'tells a device more than was committed to',
    ...unsaid,
    tell: ofOpening((opening) => ({
      ...opening,
      devices: [...opening.devices, { deviceId: 9, registrationId: 99 }],
    })),
  },
];
