import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashOfText } from '../../../contract/canonical-json.ts';
import type { ConsentRecord } from '../../../contract/consent/record.ts';
import { disclosureEntry } from '../../../contract/disclosure/entry.ts';
import { type Opening, openingSchema } from '../../../contract/disclosure/opening.ts';
import { buildPayload } from '../../../contract/disclosure/payload.ts';
import type { Policy } from '../../../contract/policy/document.ts';
import { adsRow, dayMs, newYear, somePolicy } from '../../../contract/policy/testing/policies.ts';
import type { AffiliateServer } from '../../../peers/affiliate-sandbox/serve.ts';
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
import { startAffiliate } from '../../testing/start-affiliate.ts';
import { type InProcessServer, startTestServer } from '../../testing/start-test-server.ts';
import { call, register, type TestAccount, testNumber } from '../../testing/test-client.ts';
import { createTestClock, type TestClock } from '../../testing/test-clock.ts';

const policy = somePolicy();
let folder: string;
let store: Store;
let clock: TestClock;
let affiliate: AffiliateServer;
let server: InProcessServer;
let account: TestAccount;
let phone: Chooser;

const start = async (): Promise<void> => {
  server = await startTestServer({
    ...{ store, clock, dataDir: folder },
    affiliate: { url: affiliate.url, name: 'Sanubari' },
  });
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-gateway-'));
  store = openSqliteStore({ file: join(folder, 'store.db') });
  await publish(store, policy);
  clock = createTestClock(newYear + dayMs);
  affiliate = await startAffiliate(folder, clock);
  await start();
  account = await register(server, testNumber(1));
  phone = createChooser(account);
});
afterEach(async () => {
  await server.close();
  await affiliate.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const settled = () => server.gateway?.settled();
const choose = async (over: Partial<ConsentRecord>, of: Policy = policy) => {
  const { lastOrder } = await call(server.url, 'sharingState', {}, account.authorization);
  const record = phone.say(of, { at: clock.now(), seenOrder: lastOrder, ...over });
  await bring(server.url, account, [record]);
  return record;
};
const accept = (decisions = ads('notified')) => choose({ method: 'acceptance', decisions });
const shown = async (before = 0) =>
  call(server.url, 'listDisclosures', { before }, account.authorization);
const openings = (entries: readonly { readonly opening: string }[]): readonly Opening[] =>
  entries.map(({ opening }) => openingSchema.parse(JSON.parse(opening)));
const held = () => affiliate.entries().filter(({ what }) => what === 'held');

it('sends what was agreed once, and shows the very bytes with what opens their place in the log', async () => {
  await settled();
  expect(affiliate.entries()).toEqual([]);
  const { draws } = await call(server.url, 'listDraws', {}, account.authorization);
  const drawn = draws.find(({ purpose }) => purpose === 'ads-relevance');
  const preview = buildPayload(adsRow, {
    policy: policy.id,
    deletionHandle: drawn?.deletionHandle ?? '',
    fields: drawn?.values ?? {},
  });
  const yes = await accept();
  await settled();
  const { disclosures, total, more } = await shown();
  expect([disclosures.length, total, more]).toEqual([1, 1, false]);
  const [one] = disclosures;
  expect(one?.payload).toBe(preview);
  expect(held()).toMatchObject([{ id: one?.disclosureId, payload: JSON.parse(preview) }]);
  const entries = one?.entries ?? [];
  expect(openings(entries)).toMatchObject([
    {
      kind: 'about_to_send',
      disclosureId: one?.disclosureId,
      recipient: 'sanubari',
      purpose: 'ads-relevance',
      policy: policy.id,
      fields: ['country', 'phoneNumber'],
      payloadHash: hashOfText(preview),
      recordHash: hashOfRecord(yes),
    },
    { kind: 'outcome', outcome: 'acknowledged' },
  ]);
  for (const { epoch, index, nonce, opening } of entries) {
    const [entry] = await store.log.entries(epoch, index, 1);
    expect(Buffer.from(entry ?? [])).toEqual(
      Buffer.from(disclosureEntry(Buffer.from(nonce, 'base64'), opening)),
    );
  }
  clock.advance(5 * dayMs);
  await settled();
  expect(affiliate.entries()).toHaveLength(1);
});

it('asks the affiliate to forget when the choice is withdrawn, and keeps its answer', async () => {
  await accept();
  await settled();
  await choose({ decisions: ads('withdrawn') });
  await settled();
  expect(affiliate.entries().map(({ what }) => what)).toEqual(['gone', 'deletion']);
  const { disclosures } = await shown();
  expect(openings(disclosures[0]?.entries ?? []).map(({ kind }) => kind)).toEqual([
    'about_to_send',
    'outcome',
    'deletion_asked',
    'deletion_confirmed',
  ]);
});
