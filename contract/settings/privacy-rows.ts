import * as z from 'zod/mini';
import { timerLimits } from '../content/timer.ts';
import { type Audience, audienceLattice, audienceSchema, only } from './audience.ts';
import { givesWhenOn, goesSooner, guardsWhenOn } from './lattice.ts';
import { settingRow } from './row.ts';

const ofAccount = { scope: 'account', section: 'privacy', clearedOn: 'account_deleted' } as const;

const audienceRow = (byDefault: Audience['audience'], defaultBecause?: string) =>
  settingRow({
    ...ofAccount,
    schema: audienceSchema,
    default: only(byDefault),
    ...(defaultBecause === undefined ? {} : { defaultBecause }),
    leaves: 'encrypted',
    lattice: audienceLattice,
    temporary: true,
  });

const switchRow = (defaultBecause: string) =>
  settingRow({
    ...ofAccount,
    schema: z.boolean(),
    default: true,
    defaultBecause,
    leaves: 'encrypted',
    lattice: givesWhenOn,
    temporary: true,
    overridable: true,
    perChat: true,
  });

/** Who learns what: rows of the settings table. */
export const privacyRows = {
  'privacy.whoSeesNumber': audienceRow('nobody'),
  'privacy.whoSeesLastSeen': audienceRow('nobody'),
  'privacy.whoSeesPhoto': audienceRow(
    'contacts',
    'There is none until the person picks one, which is for those whom they know.',
  ),
  'privacy.whoSeesAbout': audienceRow(
    'contacts',
    'There is none until the person writes one, which is for those whom they know.',
  ),
  'privacy.whoCanWrite': audienceRow(
    'everyone',
    'Who is not known lands in the requests and learns nothing before the person accepts.',
  ),
  'privacy.whoCanAddToGroups': audienceRow(
    'contacts',
    'A group of people who know each other needs no question.',
  ),
  'privacy.sendReadReceipts': switchRow(
    'Told end-to-end encrypted, to those with whom the person writes.',
  ),
  'privacy.showReadReceipts': switchRow('It tells nothing to anyone.'),
  'privacy.sendDeliveryReceipts': switchRow(
    'Told end-to-end encrypted, to those with whom the person writes: they know that nothing was lost.',
  ),
  'privacy.showDeliveryReceipts': switchRow('It tells nothing to anyone.'),
  'privacy.sendTyping': switchRow(
    'Told end-to-end encrypted, to those with whom the person writes.',
  ),
  'privacy.showTyping': switchRow('It tells nothing to anyone.'),
  'privacy.disappearAfterS': settingRow({
    ...ofAccount,
    schema: z.int().check(z.minimum(0), z.maximum(timerLimits.mostS)),
    default: 0,
    defaultBecause: 'What disappears cannot be had again: only the person decides that.',
    leaves: 'encrypted',
    lattice: goesSooner(timerLimits.leastS),
    // A second would lose messages before they are read well.
    inDoubt: 86_400,
  }),
  'privacy.tellKeyChanges': settingRow({
    ...ofAccount,
    schema: z.boolean(),
    default: true,
    leaves: 'encrypted',
    lattice: guardsWhenOn,
  }),
  'privacy.findableByNumber': settingRow({
    ...ofAccount,
    schema: z.boolean(),
    default: false,
    leaves: 'readable',
    lattice: givesWhenOn,
  }),
  'privacy.demandWitness': settingRow({
    ...ofAccount,
    schema: z.boolean(),
    default: false,
    defaultBecause: 'It gives nothing away; a server without witnesses would raise alarms.',
    leaves: 'encrypted',
    lattice: guardsWhenOn,
    inDoubt: false,
  }),
} as const;
