import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashOfText } from '../../../contract/canonical-json.ts';
import { disclosureEntry } from '../../../contract/disclosure/entry.ts';
import { buildPayload } from '../../../contract/disclosure/payload.ts';
import type { PolicyRow } from '../../../contract/policy/document.ts';
import {
  adsRow,
  dayMs,
  securityRow,
  somePolicy,
} from '../../../contract/policy/testing/policies.ts';
import { publish } from '../../testing/choices.ts';
import { call } from '../../testing/test-client.ts';
import { decisionsOf, type Person, startWorld, type World } from './testing/world.ts';

let world: World;
let person: Person;
beforeEach(async () => {
  world = await startWorld();
  person = await world.newcomer();
});
afterEach(() => world.close());

const preview = async (row: PolicyRow, device: Record<string, unknown> = {}): Promise<string> => {
  const drawn = (await person.draws()).find(({ purpose }) => purpose === row.purpose);
  return buildPayload(row, {
    policy: world.policy.id,
    deletionHandle: drawn?.deletionHandle ?? '',
    fields: { ...drawn?.values, ...device },
  });
};

it('sends what was agreed once, and shows the very bytes with what opens their place in the log', async () => {
  await world.settled();
  const expected = await preview(adsRow);
  expect(world.affiliate.entries()).toEqual([]);
  await person.accept();
  await world.settled();
  const [one, ...others] = await person.shown();
  expect(others).toEqual([]);
  expect(one?.payload).toBe(expected);
  expect(world.affiliate.entries()).toMatchObject([
    { id: one?.disclosureId, payload: JSON.parse(expected) },
  ]);
  expect(one?.kinds).toEqual(['about_to_send', 'acknowledged']);
  expect(JSON.parse(one?.entries[0]?.opening ?? '')).toMatchObject({
    disclosureId: one?.disclosureId,
    recipient: 'sanubari',
    purpose: 'ads-relevance',
    policy: world.policy.id,
    fields: ['country', 'phoneNumber'],
    payloadHash: hashOfText(expected),
  });
  for (const { epoch, index, nonce, opening } of one?.entries ?? []) {
    const [entry] = await world.store.log.entries(epoch, index, 1);
    const committed = disclosureEntry(Buffer.from(nonce, 'base64'), opening);
    expect(Buffer.from(entry ?? [])).toEqual(Buffer.from(committed));
  }
  await world.pass(5 * dayMs, dayMs);
  expect(world.affiliate.entries()).toHaveLength(1);
  expect(await preview(adsRow)).not.toBe(expected);
});

it('asks the affiliate to forget when a choice is withdrawn, keeps its answer, and draws anew', async () => {
  await person.accept();
  await world.settled();
  const before = (await person.draws()).find(({ purpose }) => purpose === 'security');
  await person.choose({ decisions: decisionsOf('withdrawn', 'ads-relevance') });
  await world.settled();
  expect(world.affiliate.entries().map(({ what }) => what)).toEqual(['gone', 'deletion']);
  const kinds = ['about_to_send', 'acknowledged', 'deletion_asked', 'deletion_confirmed'];
  expect((await person.shown())[0]?.kinds).toEqual(kinds);
  const after = (await person.draws()).find(({ purpose }) => purpose === 'security');
  expect(after?.values.pseudonym).not.toBe(before?.values.pseudonym);
  await person.choose({ decisions: decisionsOf('given', 'ads-relevance') });
  await world.settled();
  expect(world.held('ads-relevance')).toHaveLength(1);
});

it('shares nothing before acceptance, nor after not now', async () => {
  await person.choose({ method: 'not_now', decisions: decisionsOf('deferred', 'ads-relevance') });
  await world.pass(10 * dayMs, dayMs);
  expect(world.affiliate.entries()).toEqual([]);
});

it('shares under a new version what both allow, and what changed once more', async () => {
  const later = async (id: string, row: PolicyRow) => {
    const at = world.clock.now() + 1;
    const rows = [row, securityRow];
    await publish(world.store, somePolicy({ id, publishedAt: at, effectiveAt: at, rows }));
    await world.pass(dayMs);
  };
  await person.accept(decisionsOf('given', 'ads-relevance'));
  await world.settled();
  await later('2026-2', { ...adsRow, retentionDays: 400 });
  expect(world.held().map(({ policy }) => policy)).toEqual(['2026-1']);
  await later('2026-3', { ...adsRow, fields: ['country'] });
  expect(world.held().map((payload) => [payload.policy, 'phoneNumber' in payload])).toEqual([
    ['2026-1', true],
    ['2026-3', false],
  ]);
});

it('asks for everything to be forgotten when everything is refused, or the account deleted', async () => {
  const both = decisionsOf('notified', 'ads-relevance', 'friend-suggestions');
  await person.accept(both);
  const other = await world.newcomer();
  await other.accept(both);
  await world.settled();
  expect(world.held()).toHaveLength(4);
  await person.choose({ method: 'global_opt_out' });
  await world.settled();
  expect(world.held()).toHaveLength(2);
  const [{ epoch, index } = { epoch: 0, index: 0 }] = (await other.shown())[0]?.entries ?? [];
  const [leaf] = await world.store.log.entries(epoch, index, 1);
  const head = await world.store.log.head();
  await call(world.server().url, 'deleteAccount', {}, other.account.authorization);
  await world.settled();
  expect(world.held()).toEqual([]);
  expect(world.affiliate.entries().filter(({ what }) => what === 'deletion')).toHaveLength(4);
  // What proves old entries stays; what says whose they were is gone.
  expect((await world.store.log.entries(epoch, index, 1))[0]).toEqual(leaf);
  expect((await world.store.log.head()).size).toBeGreaterThanOrEqual(head.size);
  const waiting = await world.store.affiliate.due(Number.MAX_SAFE_INTEGER, 10);
  expect(waiting).toEqual({ deletions: [], disclosures: [], intents: [] });
});

it('takes what devices measure only while it is chosen, each day once', async () => {
  const submit = (days: readonly string[]) =>
    call(
      world.server().url,
      'submitUsage',
      { usage: days.map((day) => ({ day, usageBucket: '3-5' as const })), about: null },
      person.account.authorization,
    );
  const today = '2026-01-02';
  await expect(submit([today])).rejects.toMatchObject({ code: 'choice_refused' });
  await person.accept([]);
  await expect(submit([today])).rejects.toMatchObject({ code: 'choice_refused' });
  await person.choose({ decisions: decisionsOf('given', 'usage-metrics') });
  const usageRow = world.policy.rows.find(({ purpose }) => purpose === 'usage-metrics');
  if (usageRow === undefined) throw new Error('no row');
  const expected = await preview(usageRow, { day: today, usageBucket: '3-5' });
  await submit([today, '2026-01-01', '2020-01-01']);
  await submit([today]);
  await world.settled();
  expect(world.held('usage-metrics').map(({ day }) => day)).toEqual([today, '2026-01-01']);
  expect(Object.keys(world.held('usage-metrics')[0] ?? {}).sort()).toEqual(
    ['day', 'deletionHandle', 'policy', 'purpose', 'usageBucket'].sort(),
  );
  expect((await person.shown()).map(({ payload }) => payload)).toContain(expected);
  await person.choose({ decisions: decisionsOf('withdrawn', 'usage-metrics') });
  await world.settled();
  expect(world.held('usage-metrics')).toEqual([]);
  await expect(submit(['2026-01-03'])).rejects.toMatchObject({ code: 'choice_refused' });
});

it('sends what a required purpose needs when a day is over on which there was something, never the number', async () => {
  await person.accept([]);
  await world.settled();
  const { accountId, deviceId } = person.account;
  const wrong = `Bearer ${accountId}.${deviceId}.${'A'.repeat(43)}`;
  const knock = () =>
    expect(call(world.server().url, 'getAccount', {}, wrong)).rejects.toMatchObject({
      code: 'unauthorized',
    });
  await knock();
  await knock();
  const expected = JSON.parse(await preview(securityRow)) as Record<string, unknown>;
  expect(expected).toMatchObject({ failedSignIns: 2 });
  await world.pass(3 * dayMs, dayMs / 2);
  expect(world.held()).toEqual([expected]);
  expect(JSON.stringify(world.held())).not.toContain(person.account.number.slice(1));
  await person.choose({ method: 'global_opt_out' });
  await knock();
  await world.pass(2 * dayMs, dayMs / 2);
  const [first, second] = world.held('security');
  expect(second).toMatchObject({ failedSignIns: 1 });
  expect(second?.pseudonym).not.toBe(first?.pseudonym);
});

it('suggests people to each other only while both choose it, by username', async () => {
  const friends = decisionsOf('notified', 'friend-suggestions');
  const suggestions = async ({ account }: Person) =>
    (await call(world.server().url, 'listSuggestions', {}, account.authorization)).suggestions;
  await expect(suggestions(person)).rejects.toMatchObject({ code: 'choice_refused' });
  const other = await world.newcomer();
  const { username } = await call(
    world.server().url,
    'setUsername',
    { name: 'aminah' },
    other.account.authorization,
  );
  await person.accept(friends);
  await other.accept(friends);
  await world.settled();
  await expect.poll(() => suggestions(person), { timeout: 90_000 }).toEqual([{ username }]);
  expect(await suggestions(other)).toEqual([]);
  await other.choose({ decisions: decisionsOf('withdrawn', 'friend-suggestions') });
  expect(await suggestions(person)).toEqual([]);
});

it('shares with nobody whom the policy in force does not call by the name of the affiliate', async () => {
  await world.restart({ affiliate: { url: world.affiliate.url, name: 'Another' } });
  await person.accept();
  await world.settled();
  expect(world.affiliate.entries()).toEqual([]);
  expect(await person.draws()).toEqual([]);
  const state = () => call(world.server().url, 'sharingState', {}, person.account.authorization);
  expect((await state()).affiliate).toBeNull();
  await world.restart();
  await world.pass(dayMs);
  expect((await state()).affiliate).toEqual({ recipient: 'sanubari', name: 'Sanubari' });
  expect(world.held()).toHaveLength(1);
});

it('keeps, without an affiliate, what was shared before', async () => {
  await person.accept();
  await world.settled();
  await world.restart({ affiliate: null });
  expect(await person.shown()).toHaveLength(1);
  await person.choose({ decisions: decisionsOf('withdrawn', 'ads-relevance') });
  expect(world.held()).toHaveLength(1);
  await world.restart();
  // A connection that the affiliate closed meanwhile costs one try.
  await world.pass(10 * 60_000, 60_000);
  expect(world.held()).toEqual([]);
});
