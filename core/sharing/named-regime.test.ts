import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountOf, policy } from '../../contract/consent/testing/said.ts';
import type { Regime } from '../../contract/policy/document.ts';
import { hashPolicy } from '../../contract/policy/in-force.ts';
import { newYear, somePolicy } from '../../contract/policy/testing/policies.ts';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import { adsOf, publish, shownOf } from '../testing/shared-world.ts';
import { createPerson, type Person } from '../testing/world.ts';
import { stricterNamed } from './named-regime.ts';

let server: TestServer;
let aisyah: Person;

const start = async (number: string) => {
  server = await startTestServer();
  aisyah = await createPerson(server, number, 'Aisyah');
  const hash = await publish(server, somePolicy());
  await aisyah.online();
  await sharing().refresh({});
  return hash;
};
let hash: string;
beforeEach(async () => {
  hash = await start('+60123456701');
});
afterEach(async () => {
  await aisyah.close();
  await server.close();
});

const sharing = () => aisyah.handlers().sharing;
const accept = (choices: readonly boolean[] = [true]) =>
  sharing().accept({
    policyHash: hash,
    shown: shownOf(hash),
    choices: choices.map((ticked) => ({
      purpose: 'ads-relevance',
      recipient: 'sanubari',
      ticked,
    })),
  });
const pick = (regime: Regime | null) => sharing().pickRegime({ regime, shown: shownOf(hash) });
const synced = async () => {
  await sharing().refresh({});
  return sharing().get({});
};

/** The server names another regime for the account; null for the one that it works out. */
const name = (regime: Regime | null): void => {
  aisyah.network().onRequest = async (request, pass) => {
    const answer = await pass();
    if (regime === null || new URL(request.url).pathname !== '/v1/sharing') return answer;
    return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), regime }) };
  };
};

test('a stricter regime that the server names holds here too, also offline, until it names it no more', async () => {
  await accept();
  expect(adsOf(await synced())).toMatchObject({ allowed: true, state: 'notified' });
  name('opt-in');
  const strict = await synced();
  expect(strict).toMatchObject({ regime: 'opt-in', namedRegime: 'opt-in', pickedRegime: null });
  expect(adsOf(strict)).toMatchObject({ on: false, allowed: false, deadlineAt: null });
  expect((await sharing().readPolicy({ hash })).boxes.some(({ ticked }) => ticked)).toBe(false);
  aisyah.network().offline = true;
  await aisyah.reopen();
  expect(await sharing().get({})).toMatchObject({ regime: 'opt-in', namedRegime: 'opt-in' });
  aisyah.network().offline = false;
  await aisyah.online();
  name(null);
  const loose = await synced();
  expect(loose).toMatchObject({ regime: 'opt-out', namedRegime: null });
  expect(adsOf(loose)).toMatchObject({ allowed: true });
});

test('what is said under it is recorded under it', async () => {
  name('opt-in');
  await synced();
  const box = { purpose: 'ads-relevance', recipient: 'sanubari', ticked: true } as const;
  const shown = shownOf(hash, { boxes: [box] });
  await expect(sharing().accept({ policyHash: hash, shown, choices: [box] })).rejects.toMatchObject(
    { code: 'bad_request' },
  );
  await accept();
  expect((await sharing().history({ skip: 0 })).choices[0]).toMatchObject({
    regime: 'opt-in',
    decisions: [{ state: 'given' }, { state: 'refused' }, { state: 'refused' }],
  });
  expect(adsOf(await synced())).toMatchObject({ on: true, allowed: true, state: 'given' });
  expect(await pick(null)).toMatchObject({ regime: 'opt-in', pickedRegime: null });
});

test('a looser regime that the server names changes nothing', async () => {
  await aisyah.close();
  await server.close();
  hash = await start('+491701234567');
  const before = await sharing().get({});
  for (const regime of ['opt-out', 'opt-out-open'] as const) {
    name(regime);
    expect(await synced()).toMatchObject({
      regime: 'opt-in',
      namedRegime: null,
      shares: before.shares,
    });
  }
  expect((await sharing().readPolicy({ hash })).boxes.some(({ ticked }) => ticked)).toBe(false);
});

test('a stricter one that was picked is not taken for the server’s, nor when it was given up here and not there yet', async () => {
  await accept();
  await pick('opt-in');
  expect(await synced()).toMatchObject({ pickedRegime: 'opt-in', namedRegime: null });
  expect(await synced()).toMatchObject({ pickedRegime: 'opt-in', namedRegime: null });
  await pick(null);
  const loose = await synced();
  expect(loose).toMatchObject({ waiting: 0, regime: 'opt-out', pickedRegime: null });
  expect(loose.namedRegime).toBeNull();
  expect(await synced()).toMatchObject({ regime: 'opt-out', namedRegime: null });
});

test('what another device said since is not held against what the server named before it', () => {
  const { ordered } = accountOf(
    { at: newYear, policy, regime: 'opt-in' },
    { at: newYear + 1, policy, regime: 'opt-out' },
  );
  const facts = {
    policies: [hashPolicy(policy)],
    unknownPolicies: false,
    records: ordered,
    pending: [],
    countries: ['MY'],
    now: newYear + 2,
    unconfirmed: false,
  };
  expect(stricterNamed(facts, { regime: 'opt-in', lastOrder: 1 })).toBeNull();
  expect(stricterNamed(facts, { regime: 'opt-in', lastOrder: 2 })).toBe('opt-in');
});
