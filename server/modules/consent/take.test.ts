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
  const take = (waits: TakenRecord, choicesSince: number | null = null) => {
    const record = canonicalJson(waits.record);
    const signature = sign(null, recordSignatureBytes(record), keys.privateKey).toString('base64');
    const taking = takeRecords([{ record, signature }], {
      accountId,
      published,
      decide,
      now: later,
      deviceId: waits.record?.deviceId ?? 0,
      device: { signingKey, choicesSince },
      ledger: { account, entries },
      seal: () => '',
    });
    entries = [...entries, ...taking.added];
    return taking;
  };
  const ads = () =>
    decide(entries.map(({ taken }) => taken)).shares.find((s) => s.purpose === 'ads-relevance')
      ?.allowed;
  const fill = (more: readonly Entry[]): void => {
    entries = more;
  };
  return { take, ads, fill };
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
  expect(ledger.take(yes, newYear + 4).taken[0]?.forked).toBe(false);
  expect(ledger.ads()).toBe(true);
  expect(yeses).toHaveLength(3);
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

it('keeps room for refusals when an account has very many records', () => {
  const ledger = createLedger({ ...restored, unconfirmed: false, sureOrder: null });
  const device = createAccount(accountId).device(1);
  const first = ledger.take(device.say({ at: newYear + 1, policy, method: 'acceptance' })).added[0];
  if (first === undefined) throw new Error('nothing was taken');
  const full = (count: number) => ledger.fill(Array.from({ length: count }, () => first));
  const refusal = device.say({ at: newYear + 2, policy, method: 'stricter_after_damage' });
  full(maxRecords - 1_000);
  expect(ledger.take(refusal).taken).toHaveLength(1);
  full(maxRecords - 1_000);
  device.rewind(1);
  const yes = device.say({ at: newYear + 2, policy, method: 'acceptance' });
  expect(ledger.take(yes).refused?.code).toBe('record_refused');
  full(maxRecords);
  device.rewind(1);
  const all = device.say({ at: newYear + 2, policy, method: 'global_opt_out' });
  expect(ledger.take(all).taken).toHaveLength(1);
});
