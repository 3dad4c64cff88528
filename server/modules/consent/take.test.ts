import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import { decideSharing } from '../../../contract/consent/decide.ts';
import { recordSignatureBytes } from '../../../contract/consent/signing.ts';
import type { TakenRecord } from '../../../contract/consent/taken.ts';
import { createAccount } from '../../../contract/consent/testing/account.ts';
import { hashPolicy } from '../../../contract/policy/in-force.ts';
import { newYear, somePolicy } from '../../../contract/policy/testing/policies.ts';
import { limits } from '../../../contract/wire/limits.ts';
import type { ConsentAccount } from '../../store/types/consent.ts';
import type { Entry } from './ledger.ts';
import { takeRecords } from './take.ts';

const maxRecords = limits.maxConsentRecordsPerAccount;

const accountId = '6b1f3e0a-4c55-4b4e-9b43-0a1f6f0f2c11';
const policy = somePolicy();
const published = { policies: [hashPolicy(policy)], unknownPolicies: false };
const keys = generateKeyPairSync('ed25519');
const signingKey = keys.publicKey
  .export({ format: 'der', type: 'spki' })
  .subarray(-32)
  .toString('base64');
const later = newYear + 10;

const decide = (records: readonly TakenRecord[], unconfirmed = false) =>
  decideSharing({
    ...published,
    records,
    pending: [],
    countries: ['MY'],
    now: later,
    unconfirmed,
  });

/** What a server takes that stands as told: records of any device, one call each. */
const createLedger = (account: ConsentAccount) => {
  let entries: readonly Entry[] = [];
  const take = (waits: TakenRecord, from: number | null = null) =>
    takeText(canonicalJson(waits.record), waits.record?.deviceId, from);
  const takeText = (record: string, deviceId = 1, choicesFromSequence: number | null = null) => {
    const signature = sign(null, recordSignatureBytes(record), keys.privateKey).toString('base64');
    const taking = takeRecords([{ record, signature }], {
      accountId,
      published,
      decide,
      now: later,
      deviceId,
      device: { signingKey, choicesFromSequence },
      ledger: { account, entries },
      seal: () => '',
    });
    entries = taking.entries;
    return taking;
  };
  const ads = () =>
    decide(entries.map(({ taken }) => taken)).shares.find((s) => s.purpose === 'ads-relevance')
      ?.allowed;
  const fill = (more: readonly Entry[]): void => {
    entries = more;
  };
  return { take, takeText, ads, fill };
};

const restored: ConsentAccount = { number: '+60123450001', unconfirmed: true, sureOrder: 0 };

/** One device said yes twice, the second time having seen the first two orders; then another one said no. */
const twoDevices = () => {
  const account = createAccount(accountId);
  const [a, b] = [account.device(1), account.device(2)];
  const say = (of: typeof a, state: 'given' | 'withdrawn', method?: 'acceptance') => {
    const taken = of.say({
      at: newYear + 1,
      policy,
      decisions: [['ads-relevance', state]],
      ...(method && { method }),
    });
    account.deliver(taken, newYear + 1);
    of.look();
    return taken;
  };
  const yeses = [say(a, 'given', 'acceptance'), say(a, 'given'), say(a, 'given')];
  return { yeses, no: say(b, 'withdrawn') };
};

it('revives no yes by the order in which devices come after a restored backup', () => {
  const { yeses, no } = twoDevices();
  const yesFirst = createLedger(restored);
  for (const one of [...yeses, no]) yesFirst.take(one);
  expect(yesFirst.ads()).toBe(false);
  const noFirst = createLedger(restored);
  for (const one of [no, ...yeses]) noFirst.take(one);
  expect(noFirst.ads()).toBe(false);
});

it('believes a device again that has what stands here in sight', () => {
  const { yeses, no } = twoDevices();
  const account = createAccount(accountId);
  const device = account.device(1);
  const ledger = createLedger(restored);
  ledger.take(no);
  account.deliver(no, later);
  device.look();
  const said = { at: newYear + 5, policy, decisions: [['ads-relevance', 'given']] as const };
  const yes = device.say({ ...said, method: 'acceptance' });
  expect(ledger.take(yes, 1).taken[0]?.forked).toBe(false);
  expect(ledger.ads()).toBe(true);
  expect(yeses).toHaveLength(3);
});

it('goes by the number of a choice and not by the clock of its device', () => {
  const { no } = twoDevices();
  const account = createAccount(accountId);
  const device = account.device(1);
  const ledger = createLedger(restored);
  ledger.take(no);
  account.deliver(no, later);
  device.look();
  // Signed before the backup was put back, on a computer whose clock was years ahead.
  const ahead = newYear + 1_000 * 86_400_000;
  const yes = device.say({ at: ahead, policy, method: 'acceptance' });
  expect(ledger.take(yes, 2).taken[0]?.forked).toBe(true);
  expect(ledger.ads()).toBe(false);
});

it('asks again when a choice has seen more than is here', () => {
  const { no } = twoDevices();
  const account = createAccount(accountId);
  account.deliver(no, later);
  const device = account.device(1);
  device.look();
  const yes = device.say({ at: newYear + 1, policy, method: 'acceptance' });
  expect(createLedger({ ...restored, unconfirmed: false }).take(yes)).toMatchObject({
    taken: [],
    missing: true,
  });
});

/** A new ledger, and how to fill it with entries that are as long as told, and then let the device say something. */
const createFull = () => {
  const ledger = createLedger({ ...restored, unconfirmed: false, sureOrder: null });
  const device = createAccount(accountId).device(1);
  const [first] = ledger.take(
    device.say({ at: newYear + 1, policy, method: 'acceptance' }),
  ).entries;
  if (first === undefined) throw new Error('nothing was taken');
  return {
    fill: (count: number, bytes: number) =>
      ledger.fill(Array.from({ length: count }, () => ({ ...first, bytes }))),
    take: (method: 'acceptance' | 'stricter_after_damage' | 'global_opt_out') => {
      const taking = ledger.take(device.say({ at: newYear + 2, policy, method }));
      device.rewind(1);
      return taking.refused ?? taking.taken.length;
    },
  };
};

const full = expect.objectContaining({ code: 'record_refused', details: { reason: 'too_many' } });

it('keeps room for refusals when an account has very many records', () => {
  const { fill, take } = createFull();
  fill(maxRecords - 1_000, 1);
  expect(take('stricter_after_damage')).toBe(1);
  fill(maxRecords - 1_000, 1);
  expect(take('acceptance')).toEqual(full);
  fill(maxRecords, 1);
  expect(take('stricter_after_damage')).toEqual(full);
  expect(take('global_opt_out')).toBe(1);
});

it('keeps room for refusals when an account has very long records', () => {
  const { fill, take } = createFull();
  const room = (bytes: number) => fill(10, (limits.maxConsentBytesPerAccount - bytes) / 10);
  room(400_000);
  expect(take('stricter_after_damage')).toBe(1);
  room(400_000);
  expect(take('acceptance')).toEqual(full);
  room(100);
  expect(take('stricter_after_damage')).toEqual(full);
  expect(take('global_opt_out')).toBe(1);
});

it('takes a record of a version to come when it is short', () => {
  const ledger = createLedger({ ...restored, unconfirmed: false, sureOrder: null });
  const place = { v: 2, accountId, deviceId: 1, sequence: 1, previous: null };
  const ofLength = (bytes: number) =>
    canonicalJson({
      ...place,
      x: 'é'.repeat((bytes - canonicalJson({ ...place, x: '' }).length) / 2),
    });
  const { maxUnreadRecordBytes } = limits;
  expect(ledger.takeText(ofLength(maxUnreadRecordBytes + 2)).refused).toMatchObject({
    code: 'record_refused',
    details: { reason: 'too_long' },
  });
  expect(ledger.takeText(ofLength(maxUnreadRecordBytes)).taken).toHaveLength(1);
});
