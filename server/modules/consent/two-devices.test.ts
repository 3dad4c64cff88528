import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SignedRecord } from '../../../contract/consent/record.ts';
import { hashPolicy } from '../../../contract/policy/in-force.ts';
import { dayMs, newYear, somePolicy } from '../../../contract/policy/testing/policies.ts';
import { createSection } from '../../platform/section.ts';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import type { Store } from '../../store/types.ts';
import {
  ads,
  bring,
  type Chooser,
  createChooser,
  hashOfRecord,
  publish,
} from '../../testing/choices.ts';
import { linkDevice, removeDevice } from '../../testing/linked.ts';
import { type InProcessServer, startTestServer } from '../../testing/start-test-server.ts';
import { call, register, type TestAccount, testNumber } from '../../testing/test-client.ts';
import { createTestClock, type TestClock } from '../../testing/test-clock.ts';
import { createConsent } from './consent.ts';

const policy = somePolicy();
let folder: string;
let clock: TestClock;
let store: Store;
let server: InProcessServer;
interface Side {
  readonly account: TestAccount;
  readonly chooser: Chooser;
}
let [laptop, desktop]: Side[] = [];

const open = async (dataDir: string): Promise<void> => {
  mkdirSync(dataDir, { recursive: true });
  store = openSqliteStore({ file: join(dataDir, 'bisik-server.db') });
  server = await startTestServer({ dataDir, store, clock });
};
const shut = async (): Promise<void> => {
  await server.close();
  await store.close();
};
const sideOf = (account: TestAccount): Side => ({ account, chooser: createChooser(account) });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-two-'));
  clock = createTestClock(newYear + dayMs);
  await open(join(folder, 'server'));
  await publish(store, policy);
  const account = await register(server, testNumber(1));
  laptop = sideOf(account);
  desktop = sideOf(await linkDevice(server, account));
});
afterEach(async () => {
  await shut();
  rmSync(folder, { recursive: true });
});

/** The sides, once there are any. */
const both = (): readonly [Side, Side] => {
  if (!laptop || !desktop) throw new Error('nobody registered');
  return [laptop, desktop];
};
const yes = ({ chooser }: Side, seenOrder: number): SignedRecord =>
  chooser.say(policy, {
    method: 'acceptance',
    at: clock.now(),
    seenOrder,
    decisions: ads('given'),
  });
const no = ({ chooser }: Side, seenOrder: number): SignedRecord =>
  chooser.say(policy, { at: clock.now(), seenOrder, decisions: ads('withdrawn') });
const hand = (
  { account, chooser }: Side,
  records: readonly SignedRecord[],
  latest: string | null = null,
) => bring(server.url, account, records, { latest, signed: chooser.chain.length });

/** What a second look at the same rows decides. */
const allowsAds = async (): Promise<boolean> => {
  const [{ account }] = both();
  const { accountRef } = (await store.accounts.authenticate(account.accountId, 1)) ?? {};
  const { decide } = createConsent({
    store: store.consent,
    published: async () => ({ policies: [hashPolicy(policy)], unknownPolicies: false }),
    clock,
    section: createSection(),
    affiliate: () => null,
    onTaken: () => undefined,
    sign: () => new Uint8Array(64),
    present: async () => undefined,
    onFailed: () => undefined,
  });
  const sharing = await decide(accountRef ?? 0);
  return sharing?.shares.some((s) => s.allowed && s.purpose === 'ads-relevance') ?? false;
};

it('lets the stricter hold at once of what two devices chose while apart, in either order', async () => {
  const [one, other] = both();
  await hand(one, [yes(one, 0)]);
  expect(await allowsAds()).toBe(true);
  const apart = [no(other, 1), yes(one, 1)] as const;
  await hand(other, [apart[0]]);
  expect(await allowsAds()).toBe(false);
  await hand(one, [apart[1]]);
  expect(await allowsAds()).toBe(false);
  // The other way round: the yes is here when the no comes, which had not seen it.
  await hand(other, [yes(other, 3)]);
  expect(await allowsAds()).toBe(true);
  const again = [yes(one, 4), no(other, 4)] as const;
  await hand(one, [again[0]]);
  await hand(other, [again[1]]);
  expect(await allowsAds()).toBe(false);
  // Whoever picks has both in sight.
  await hand(one, [yes(one, 6)]);
  expect(await allowsAds()).toBe(true);
});

it('counts the choices of each device from one, and those of the account together', async () => {
  const [one, other] = both();
  const { taken: first } = await hand(one, [yes(one, 0), no(one, 0)]);
  const { taken: second } = await hand(other, [no(other, 2)]);
  expect([...first, ...second].map(({ order, forked }) => [order, forked])).toEqual([
    [1, false],
    [2, false],
    [3, false],
  ]);
  const { records, head } = await call(
    server.url,
    'listConsentRecords',
    { after: 0 },
    other.account.authorization,
  );
  expect(
    records.map((record) => JSON.parse(record.record)).map((r) => [r.deviceId, r.sequence]),
  ).toEqual([
    [1, 1],
    [1, 2],
    [2, 1],
  ]);
  expect(head.count).toBe(3);
  const foreign = no(one, 3);
  await expect(hand(other, [foreign])).rejects.toMatchObject({ code: 'record_refused' });
  await hand(one, [foreign]);
});

it('shares nothing after a restored backup until each device has brought what it chose', async () => {
  const [one, other] = both();
  const given = yes(one, 0);
  await hand(one, [given]);
  await shut();
  const backup = join(folder, 'backup');
  cpSync(join(folder, 'server'), backup, { recursive: true });
  await open(join(folder, 'server'));
  const refused = no(other, 1);
  await hand(other, [refused]);
  const back = yes(one, 2);
  const taken = no(one, 3);
  await hand(one, [back, taken]);
  await shut();
  // The backup has the first yes only.
  await open(backup);
  const latest = hashOfRecord(taken);
  expect((await hand(one, [], latest)).presentAgain).toBe(true);
  await hand(one, [given, back, taken], latest);
  const late = yes(one, 3);
  await hand(one, [late], latest);
  expect(await allowsAds()).toBe(false);
  // As long as the other one has not come, what it refused is not known.
  const about = () => call(server.url, 'sharingState', {}, one.account.authorization);
  expect((await about()).unconfirmed).toBe(true);
  await hand(other, [refused], hashOfRecord(refused));
  expect((await about()).unconfirmed).toBe(false);
  expect(await allowsAds()).toBe(false);
  await hand(one, [yes(one, 5)], hashOfRecord(late));
  expect(await allowsAds()).toBe(true);
});

it('waits for no device that was unlinked, nor for one that was linked since', async () => {
  const [one, other] = both();
  const given = yes(one, 0);
  await hand(one, [given]);
  const { accountRef } = (await store.accounts.authenticate(one.account.accountId, 1)) ?? {};
  await store.consent.doubt(accountRef ?? 0);
  const third = sideOf(await linkDevice(server, one.account));
  await hand(one, [], hashOfRecord(given));
  expect(await allowsAds()).toBe(false);
  await removeDevice(server, one.account, other.account);
  await hand(one, [], hashOfRecord(given));
  expect(await allowsAds()).toBe(true);
  await hand(one, [no(one, 1)]);
  // It has never seen anything else than what is here.
  await hand(third, [yes(third, 2)]);
  expect(await allowsAds()).toBe(true);
});
