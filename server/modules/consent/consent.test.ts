import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashOf } from '../../../contract/canonical-json.ts';
import { firstLast, nextLast } from '../../../contract/consent/receipt.ts';
import { headSignatureBytes, orderSignatureBytes } from '../../../contract/consent/signing.ts';
import { policySignatureBytes } from '../../../contract/policy/signing.ts';
import { dayMs, newYear, somePolicy } from '../../../contract/policy/testing/policies.ts';
import { verifyEd25519 } from '../../platform/ed25519.ts';
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
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { call, register, type TestAccount, testNumber } from '../../testing/test-client.ts';
import { createTestClock, type TestClock } from '../../testing/test-clock.ts';

const policy = somePolicy();
let folder: string;
let store: Store;
let clock: TestClock;
let server: TestServer;
let account: TestAccount;
let phone: Chooser;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-consent-'));
  store = openSqliteStore({ file: join(folder, 'store.db') });
  await publish(store, policy);
  clock = createTestClock(newYear + dayMs);
  server = await startTestServer({ store, clock });
  account = await register(server, testNumber(1));
  phone = createChooser(account);
});
afterEach(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const accept = () =>
  phone.say(policy, { method: 'acceptance', at: clock.now(), decisions: ads('notified') });
const give = (records: Parameters<typeof bring>[2]) => bring(server.url, account, records);
const list = (after = 0) =>
  call(server.url, 'listConsentRecords', { after }, account.authorization);
const serverKey = async () => {
  const challenge = Buffer.alloc(32).toString('base64url');
  const { publicKey } = await call(server.url, 'describeServer', { challenge });
  return Buffer.from(publicKey, 'base64');
};
const signedBy = (key: Uint8Array, bytes: Uint8Array, signature: string): boolean =>
  verifyEd25519(key, bytes, Buffer.from(signature, 'base64'));

it('gives every version under the signature of the server', async () => {
  const later = somePolicy({ id: '2026-2', publishedAt: newYear + 1, effectiveAt: newYear + 1 });
  const ask = () => call(server.url, 'listPolicies', { after: 0 }, account.authorization);
  expect((await ask()).policies).toHaveLength(1);
  // As another program does beside a running server.
  const beside = openSqliteStore({ file: join(folder, 'store.db'), besideOthers: true });
  await publish(beside, later);
  await beside.close();
  const { policies } = await ask();
  expect(policies.map((one) => one.policy)).toEqual([policy, later]);
  const key = await serverKey();
  for (const one of policies) {
    expect(one.hash).toBe(hashOf(one.policy));
    expect(signedBy(key, policySignatureBytes(one.hash), one.signature)).toBe(true);
  }
});

it('orders, counter-signs and lists choices, and takes each once', async () => {
  const first = accept();
  const { taken, presentAgain } = await give([first]);
  expect(presentAgain).toBe(false);
  clock.advance(5);
  const second = phone.say(policy, { at: clock.now(), seenOrder: 1, decisions: ads('withdrawn') });
  const again = await give([first, second]);
  expect(again.taken[0]).toEqual(taken[0]);
  const { records, more, head } = await list();
  expect(records).toEqual(again.taken);
  expect(more).toBe(false);
  expect((await list(1)).records).toEqual(again.taken.slice(1));
  const key = await serverKey();
  let last = firstLast;
  for (const [index, one] of records.entries()) {
    const recordHash = hashOfRecord(one);
    const { order, receivedAt, forked, counterSignature } = one;
    expect([order, forked]).toEqual([index + 1, false]);
    const statement = { accountId: account.accountId, order, receivedAt, recordHash, forked };
    expect(signedBy(key, orderSignatureBytes(statement), counterSignature)).toBe(true);
    last = nextLast(last, recordHash);
  }
  expect(head).toMatchObject({ accountId: account.accountId, count: 2, last });
  expect(signedBy(key, headSignatureBytes(head), head.signature)).toBe(true);
  expect(await call(server.url, 'sharingState', {}, account.authorization)).toEqual({
    now: clock.now(),
    unconfirmed: false,
    regime: 'opt-out',
    lastOrder: 2,
    affiliate: null,
  });
  const logged = server.logLines.join('\n');
  const { accountId, number } = account;
  for (const secret of [accountId, number.slice(1), hashOfRecord(first), policy.id])
    expect(logged).not.toContain(secret);
});

it('takes no choice that is another’s, altered, unsigned, or of an unknown version', async () => {
  const other = await register(server, testNumber(2));
  const stranger = createChooser(other).say(policy, { method: 'acceptance' });
  await expect(give([stranger])).rejects.toMatchObject({ code: 'record_refused' });
  const good = accept();
  const forged = { ...good, signature: stranger.signature };
  await expect(give([forged])).rejects.toMatchObject({ code: 'proof_invalid' });
  for (const record of [good.record.replace('"ms"', '"en"'), ` ${good.record}`, '{}', 'x'])
    await expect(give([{ ...good, record }])).rejects.toBeDefined();
  const unknown = somePolicy({ id: '2099-1' });
  const liar = createChooser(account);
  await expect(give([liar.say(unknown, { method: 'acceptance' })])).rejects.toMatchObject({
    code: 'record_refused',
  });
  expect((await list()).records).toEqual([]);
  await give([good]);
});

it('takes a refusal whatever version it speaks of, and one that it cannot read as a refusal of all', async () => {
  await give([accept()]);
  const unknown = somePolicy({ id: '2099-1' });
  await give([phone.say(unknown, { decisions: ads('withdrawn') })]);
  const ofTheFuture = { v: 2, method: 'by_thought' } as never;
  await give([phone.say(policy, ofTheFuture)]);
  expect((await list()).records).toHaveLength(3);
});

it('asks for what comes before when a choice rests on others that are not here', async () => {
  const first = accept();
  const second = phone.say(policy, { decisions: ads('withdrawn'), at: clock.now() });
  expect(await give([second])).toEqual({ taken: [], presentAgain: true });
  const state = () => call(server.url, 'sharingState', {}, account.authorization);
  expect((await state()).unconfirmed).toBe(true);
  expect((await give([first, second])).taken).toHaveLength(2);
  expect((await state()).unconfirmed).toBe(false);
});

it('keeps both of a fork and says so', async () => {
  await give([accept()]);
  await give([phone.say(policy, { at: clock.now(), decisions: ads('given') })]);
  phone.rewind(1);
  const { taken } = await give([phone.say(policy, { decisions: ads('withdrawn') })]);
  expect(taken[0]).toMatchObject({ order: 3, forked: true });
  expect((await list()).records.map(({ forked }) => forked)).toEqual([false, false, true]);
});

it('refuses a switch after the window, takes one signed inside it, and the global opt-out always', async () => {
  await give([accept()]);
  clock.advance(29 * dayMs);
  const inTime = phone.say(policy, { at: clock.now(), decisions: ads('objected') });
  clock.advance(2 * dayMs);
  expect((await give([inTime])).taken).toHaveLength(1);
  for (const state of ['withdrawn', 'given'] as const) {
    const late = phone.say(policy, { at: clock.now(), decisions: ads(state) });
    await expect(give([late])).rejects.toMatchObject({ code: 'choice_locked' });
    phone.rewind(1);
  }
  const early = phone.say(policy, { at: newYear + dayMs, decisions: ads('given') });
  await expect(give([early])).rejects.toMatchObject({ code: 'choice_locked' });
  phone.rewind(1);
  const all = phone.say(policy, { at: clock.now(), method: 'global_opt_out' });
  expect((await give([all])).taken).toHaveLength(1);
});

it('keeps what came before the one that it refuses', async () => {
  const first = accept();
  clock.advance(40 * dayMs);
  await give([first]);
  clock.advance(40 * dayMs);
  const fine = phone.say(policy, { at: clock.now(), method: 'global_opt_out' });
  const late = phone.say(policy, { at: clock.now(), decisions: ads('withdrawn') });
  expect((await give([fine, late])).taken).toHaveLength(1);
  await expect(give([late])).rejects.toMatchObject({ code: 'choice_locked' });
});

it('forgets every choice with the account', async () => {
  await give([accept()]);
  await call(server.url, 'deleteAccount', {}, account.authorization);
  await expect(list()).rejects.toMatchObject({ code: 'unauthorized' });
});
