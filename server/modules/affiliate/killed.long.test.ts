import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { somePolicy } from '../../../contract/policy/testing/policies.ts';
import type { AffiliateServer } from '../../../peers/affiliate-sandbox/serve.ts';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import { addAccount } from '../../store/testing/rows.ts';
import { bring, type Chooser, createChooser, publish } from '../../testing/choices.ts';
import { makeProgram } from '../../testing/program.ts';
import { startAffiliate } from '../../testing/start-affiliate.ts';
import { call, createTestIdentity, type TestAccount } from '../../testing/test-client.ts';
import type { GatewayStep } from './gateway.ts';
import { decisionsOf, kindOf } from './testing/world.ts';

const steps: readonly GatewayStep[] = [
  'chosen',
  'looked',
  'decided',
  'written',
  'begun',
  'answered',
  'outcome_written',
];
const now = Date.now();
const policy = somePolicy({ publishedAt: now - 10_000, effectiveAt: now - 5_000 });
let folder: string;
let program: { folder: string; file: string };
let affiliate: AffiliateServer;
interface Someone {
  readonly account: TestAccount;
  readonly device: Chooser;
}
const people: Someone[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-killed-'));
  program = await makeProgram('testing/killed-server.ts');
  const store = openSqliteStore({ file: join(folder, 'bisik-server.db') });
  await publish(store, policy);
  for (let index = 0; index < 3 * steps.length; index++) {
    const identity = createTestIdentity();
    const token = String(index).padStart(43, 'A');
    const { device, number } = await addAccount(store, { device: identity.deviceKeys(), token });
    const { accountId, deviceId } = device;
    const authorization = `Bearer ${accountId}.${deviceId}.${token}`;
    const account = { number, accountId, deviceId, registrationId: 1, authorization, identity };
    people.push({ account, device: createChooser(account) });
  }
  await store.close();
  affiliate = await startAffiliate(folder, { now: () => Date.now() });
});
afterAll(async () => {
  await affiliate.close();
  for (const one of [folder, program.folder]) rmSync(one, { recursive: true, force: true });
});

const said = async (child: ChildProcess): Promise<Record<string, unknown>> =>
  ((await once(child, 'message')) as [Record<string, unknown>])[0];

/** Starts a server over what the last one left, lets it do all it can, and then lets it die at a step of `work`. */
const dyingAt = async (step: GatewayStep | null, work: (url: string) => Promise<unknown>) => {
  const plan = JSON.stringify({ dataDir: folder, affiliateUrl: affiliate.url });
  const child = fork(program.file, [plan], { execArgv: [] });
  const ended = once(child, 'exit');
  const url = String((await said(child)).url);
  const settle = async () => {
    child.send('settle');
    await said(child);
  };
  await settle();
  if (step === null) {
    await work(url);
    await settle();
    child.disconnect();
    return ended;
  }
  child.send({ die: step });
  await said(child);
  await work(url).catch(() => undefined);
  expect(await ended).toEqual([null, 'SIGKILL']);
  return undefined;
};

const held = (number: string) =>
  affiliate
    .entries()
    .flatMap((entry) => (entry.what === 'held' ? [entry.payload] : []))
    .filter(({ phoneNumber }) => phoneNumber === number);
const give = (url: string, { account, device }: Someone) =>
  bring(url, account, device.chain.slice(-1));
const shown = async (url: string, { account }: Someone) => {
  const { disclosures } = await call(url, 'listDisclosures', { before: 0 }, account.authorization);
  return disclosures.map(({ entries }) => entries.map((one) => kindOf(one.opening)));
};
const accept = ({ device }: Someone) =>
  device.say(policy, {
    method: 'acceptance',
    at: now,
    decisions: decisionsOf('notified', 'ads-relevance'),
  });

it('has sent what was agreed, forgotten what was refused, and logged each, wherever it was killed', async () => {
  const of = (from: number) => people.slice(from * steps.length, (from + 1) * steps.length);
  const [accepting, withdrawing, leaving] = [of(0), of(1), of(2)];
  for (const one of people) accept(one);
  await dyingAt(null, async (url) => {
    for (const one of [...withdrawing, ...leaving]) await give(url, one);
  });
  for (const [index, step] of steps.entries()) {
    const [first, second, third] = [accepting[index], withdrawing[index], leaving[index]];
    if (!first || !second || !third) throw new Error('nobody left');
    await dyingAt(step, (url) => give(url, first));
    const decisions = decisionsOf('withdrawn', 'ads-relevance');
    second.device.say(policy, { decisions, at: now + 1, seenOrder: 1 });
    await dyingAt(step, async (url) => {
      const gone = call(url, 'deleteAccount', {}, third.account.authorization);
      await Promise.all([gone, give(url, second)]);
    });
  }
  await dyingAt(null, async (url) => {
    // An app brings again what was not answered, and asks again to be deleted.
    for (const one of [...accepting, ...withdrawing]) await give(url, one);
    for (const { account } of leaving)
      await call(url, 'deleteAccount', {}, account.authorization).catch(() => undefined);
  });
  await dyingAt(null, async (url) => {
    for (const one of accepting) {
      expect(held(one.account.number)).toHaveLength(1);
      const [kinds, ...others] = await shown(url, one);
      expect([kinds?.[0], kinds?.at(-1), others]).toEqual(['about_to_send', 'acknowledged', []]);
    }
    for (const one of withdrawing) {
      expect(held(one.account.number)).toEqual([]);
      const kinds = await shown(url, one);
      expect(kinds.map((each) => each.slice(-2))).toEqual([
        ['deletion_asked', 'deletion_confirmed'],
      ]);
    }
  });
  for (const { account } of leaving) expect(held(account.number)).toEqual([]);
}, 240_000);

it('cannot be told to die where it serves people', () => {
  for (const file of ['main.ts', 'environment.ts'])
    expect(readFileSync(join(import.meta.dirname, '../..', file), 'utf8')).not.toMatch(
      /onGatewayStep|GatewayStep/,
    );
});
