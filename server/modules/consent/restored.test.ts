import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashPolicy } from '../../../contract/policy/in-force.ts';
import { dayMs, newYear, somePolicy } from '../../../contract/policy/testing/policies.ts';
import { buildServer } from '../../app.ts';
import { createLog } from '../../platform/log.ts';
import { createSection } from '../../platform/section.ts';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import { ads, bring, createChooser, hashOfRecord, publish } from '../../testing/choices.ts';
import { call, register, type TestAccount, testNumber } from '../../testing/test-client.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { openSocket } from '../../testing/test-socket.ts';
import { createConsent } from './consent.ts';

const policy = somePolicy();
let folder: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-restored-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

const start = async (dataDir: string) => {
  const clock = createTestClock(newYear + dayMs);
  const store = openSqliteStore({ file: join(dataDir, 'bisik-server.db') });
  const codes = new Map<string, string>();
  const built = await buildServer({
    host: '127.0.0.1',
    port: 0,
    operator: 'Test server',
    version: '0.0.0',
    dataDir,
    store,
    sender: { send: async ({ number, code }) => void codes.set(number, code) },
    log: createLog('silent'),
    fetch,
    clock,
  });
  const { url } = await built.listen();
  let open = true;
  const stop = async () => {
    if (!open) return;
    open = false;
    await built.close();
    await store.close();
  };
  closing.push(stop);
  const join_ = (index: number) =>
    register(
      {
        url,
        dataDir,
        port: 0,
        logLines: [],
        close: stop,
        lastCode: (number) => codes.get(number) ?? '',
      },
      testNumber(index),
    );
  const share = async (name: string) => {
    const entry = new Uint8Array(createHash('sha256').update(name).digest());
    await store.log.append([entry]);
    built.transparency.appended();
    await built.transparency.publish();
    return (await fetch(`${url}/v1/log/checkpoint`)).text();
  };
  /** What a second look at the same rows decides. */
  const allowed = async ({ accountId, deviceId }: TestAccount) => {
    const device = await store.accounts.authenticate(accountId, deviceId);
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
    const sharing = await decide(device?.accountRef ?? 0);
    return sharing?.shares.filter((share) => share.allowed).map(({ purpose }) => purpose);
  };
  const state = ({ authorization }: TestAccount) => call(url, 'sharingState', {}, authorization);
  return { url, store, clock, stop, join: join_, share, allowed, state };
};

const yesterday = async () => {
  const dataDir = mkdtempSync(join(folder, 'server-'));
  const server = await start(dataDir);
  await publish(server.store, policy);
  const [account, other] = [await server.join(1), await server.join(2)];
  const phone = createChooser(account);
  const yes = phone.say(policy, {
    method: 'acceptance',
    at: server.clock.now(),
    decisions: ads('given'),
  });
  const { taken } = await bring(server.url, account, [yes]);
  expect(taken).toHaveLength(1);
  expect(await server.allowed(account)).toContain('ads-relevance');
  await server.share('yesterday');
  await server.stop();
  const backup = join(folder, 'backup');
  cpSync(dataDir, backup, { recursive: true });
  return { dataDir, backup, account, other, phone, yes };
};

it('shares nothing of anybody once somebody has seen more of the log, and loses no refusal', async () => {
  const { dataDir, backup, account, other, phone, yes } = await yesterday();
  const today = await start(dataDir);
  const no = phone.say(policy, {
    at: today.clock.now(),
    seenOrder: 1,
    decisions: ads('withdrawn'),
  });
  await bring(today.url, account, [no], { latest: hashOfRecord(yes) });
  const checkpoint = await today.share('today');
  await today.stop();

  const restored = await start(backup);
  const socket = await openSocket(restored.url, account.authorization);
  await socket.next('keysLow');
  await bring(restored.url, other, [], { checkpoint });
  expect(await socket.next('keysLow')).toMatchObject({ preKeyCount: 0, kyberPreKeyCount: 0 });
  expect(await call(restored.url, 'countKeys', {}, other.authorization)).toMatchObject({
    preKeyCount: 0,
    kyberPreKeyCount: 0,
  });
  expect(await restored.allowed(account)).toEqual([]);
  expect((await restored.state(account)).unconfirmed).toBe(true);
  await socket.close();
  await restored.stop();

  const again = await start(backup);
  expect(await again.allowed(account)).toEqual([]);
  const latest = hashOfRecord(no);
  expect(await bring(again.url, account, [], { latest, checkpoint })).toEqual({
    taken: [],
    presentAgain: true,
  });
  expect(await again.allowed(account)).toEqual([]);
  const presented = await bring(again.url, account, [yes, no], { latest });
  expect(presented.presentAgain).toBe(false);
  expect(presented.taken.map(hashOfRecord)).toEqual([yes, no].map(hashOfRecord));
  expect(await again.allowed(account)).toEqual(['security']);
  expect((await again.state(account)).unconfirmed).toBe(false);
  // The other one never chose: there is nothing that it could confirm, and nothing to share.
  expect(await again.allowed(other)).toEqual([]);
});

it('notices by the choice alone where the log had not grown', async () => {
  const { dataDir, backup, account, phone, yes } = await yesterday();
  const today = await start(dataDir);
  const no = phone.say(policy, { at: today.clock.now(), seenOrder: 1, method: 'global_opt_out' });
  await bring(today.url, account, [no]);
  await today.stop();
  const restored = await start(backup);
  const { presentAgain } = await bring(restored.url, account, [], { latest: hashOfRecord(no) });
  expect(presentAgain).toBe(true);
  expect(await restored.allowed(account)).toEqual([]);
  await bring(restored.url, account, [yes, no], { latest: hashOfRecord(no) });
  expect(await restored.allowed(account)).toEqual(['security']);
});

it.each([
  [0, ['ads-relevance', 'security']],
  // Signed in time, but the window is over by now, and nothing shows any more when it came.
  [40, ['security']],
])(
  'takes a yes that the backup did not have %i days later, and lets it give what it can',
  async (days, expected) => {
    const { dataDir, backup, account, phone, yes } = await yesterday();
    const today = await start(dataDir);
    const at = today.clock.now();
    const no = phone.say(policy, { at, seenOrder: 1, decisions: ads('withdrawn') });
    const back = phone.say(policy, { at, seenOrder: 2, decisions: ads('given') });
    await bring(today.url, account, [no, back]);
    expect(await today.allowed(account)).toContain('ads-relevance');
    await today.stop();
    const restored = await start(backup);
    restored.clock.advance(days * dayMs);
    const latest = hashOfRecord(back);
    const { taken } = await bring(restored.url, account, [yes, no, back], { latest });
    expect(taken).toHaveLength(3);
    expect(await restored.allowed(account)).toEqual(expected);
  },
);
