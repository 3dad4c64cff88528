import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { hashOfText } from '../../../contract/canonical-json.ts';
import { parseNote } from '../../../contract/transparency/note.ts';
import { formatVerifierKey } from '../../../contract/transparency/verifier-key.ts';
import { logKeyBytes, logPath } from '../../../contract/wire/transparency.ts';
import { openServerIdentity } from '../../../server/modules/server-identity/server-identity.ts';
import { openLogKey } from '../../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../../server/platform/random.ts';
import {
  entriesOf,
  type ForgedLog,
  forgeLog,
  type LogWorld,
  startLogWorld,
} from '../../testing/log-world.ts';
import type { TappedNetwork } from '../../testing/tapped-network.ts';
import type { Person } from '../../testing/world.ts';

let world: LogWorld;
let aisyah: Person;
const disclosures = () => aisyah.handlers().disclosures;
const check = () => disclosures().check({});

let people = 0;
const newcomer = async () => {
  aisyah = await world.person(`+6012345${6_700 + ++people}`, 'Aisyah');
  await aisyah.online();
  await check();
};
beforeAll(async () => {
  world = await startLogWorld();
  await world.add(3, 7);
});
beforeEach(async () => {
  await newcomer();
  await world.accepts(aisyah);
  await world.add(2, 8);
  expect(await check()).toMatchObject({ state: 'holds', alarm: null });
});
afterEach(() => aisyah.close());
afterAll(() => world.close());

type Bend = TappedNetwork['onRequest'];
const bend = (onRequest: Bend): void => {
  aisyah.network().onRequest = onRequest;
};
const honest: Bend = (_request, pass) => pass();
const forging =
  (forged: ForgedLog): Bend =>
  async (request, pass) =>
    (await forged.answer(request)) ?? pass();
/** What the server answers to one endpoint, bent. */
const bending =
  (path: string, change: (body: never) => unknown): Bend =>
  async (request, pass) => {
    const response = await pass();
    if (new URL(request.url).pathname !== path || response.status !== 200) return response;
    const body = change(JSON.parse(response.body) as never);
    return { ...response, body: JSON.stringify(body) };
  };
const evidence = async () => {
  const { name, text } = await disclosures().exportEvidence({});
  expect(name).toMatch(/^bisik-log-evidence-\d{4}-\d\d-\d\d\.json$/);
  return JSON.parse(text).alarms as {
    kind: string;
    byContact: boolean;
    notes: string[];
    logKeys: { verifierKey: string; signature: string }[];
  }[];
};
/** It was told, it stays when the server is honest again, and a new start finds it. */
const staysAlarmed = async (kind: string) => {
  const told = aisyah
    .own()
    .events.filter(({ name }) => name === 'disclosures.changed')
    .at(-1);
  expect(told?.payload).toMatchObject({ state: 'alarm', alarm: { kind } });
  bend(honest);
  expect(await check()).toMatchObject({ state: 'alarm', alarm: { kind, byContact: false } });
  await aisyah.reopen();
  expect(await disclosures().log({})).toMatchObject({ state: 'alarm', alarm: { kind } });
  expect((await evidence()).map((alarm) => alarm.kind)).toContain(kind);
};

test('a forked log of the same length: two roots, with both notes as evidence', async () => {
  const entries = await entriesOf(world);
  const forged = await forgeLog(world, [...entries.slice(0, -1), new Uint8Array(32).fill(99)]);
  bend(forging(forged));
  expect(await check()).toMatchObject({ state: 'alarm', alarm: { kind: 'two_roots' } });
  const [alarm] = await evidence();
  expect(alarm?.notes).toHaveLength(2);
  expect(alarm?.notes[1]).toBe(forged.note);
  const [one, other] = (alarm?.notes ?? []).map((note) => parseNote(note)?.text.split('\n'));
  expect(one?.slice(0, 2)).toEqual(other?.slice(0, 2));
  expect(one?.[2]).not.toBe(other?.[2]);
  expect(alarm?.logKeys[0]?.signature).toBeTruthy();
  await staysAlarmed('two_roots');
  // The same lie again is no second alarm.
  bend(forging(forged));
  await check();
  expect(await evidence()).toHaveLength(1);
});

test('a shortened log that goes on being short when it is shown what was seen', async () => {
  const entries = await entriesOf(world);
  bend(forging(await forgeLog(world, entries.slice(0, -1))));
  expect(await check()).toMatchObject({ state: 'alarm', alarm: { kind: 'shorter' } });
  await staysAlarmed('shorter');
});

test.each([
  [507, 'storage_failed', 'unavailable', null],
  [401, 'unauthorized', 'unavailable', null],
  [422, 'record_refused', 'alarm', { kind: 'shorter' }],
] as const)(
  'a shortened log whose server answers %i to what was seen',
  async (status, code, state, alarm) => {
    const entries = await entriesOf(world);
    const forged = await forgeLog(world, entries.slice(0, -1));
    const presented: unknown[] = [];
    bend(async (request, pass) => {
      if (new URL(request.url).pathname !== '/v1/consent/records' || request.method !== 'POST')
        return forging(forged)(request, pass);
      const said = JSON.parse(String(request.body ?? '{}')) as { checkpoint: string | null };
      if (said.checkpoint !== null) presented.push(said);
      return { ...(await pass()), status, body: JSON.stringify({ code }) };
    });
    const looked = await check();
    expect(looked).toMatchObject({ state, alarm });
    expect(presented).toContainEqual({ records: [], latest: null, checkpoint: expect.any(String) });
  },
);

test('a rewritten entry under a longer log', async () => {
  const entries = await entriesOf(world);
  const rewritten = entries.map((entry, index) => (index === 1 ? entry.toReversed() : entry));
  const forged = await forgeLog(world, [...rewritten, new Uint8Array(32).fill(5)]);
  bend(forging(forged));
  expect(await check()).toMatchObject({ state: 'alarm', alarm: { kind: 'not_consistent' } });
  await staysAlarmed('not_consistent');
});

test('a log under another key, which the server signed too', async () => {
  const other = openLogKey(mkdtempSync(join(world.dataDir(), 'other-')), systemRandom);
  const verifierKey = formatVerifierKey(other.verifierKey(world.server().transparency.origin(1)));
  const { sign } = openServerIdentity(world.dataDir(), systemRandom);
  const signature = Buffer.from(sign(logKeyBytes(verifierKey))).toString('base64');
  // Not signed: whoever answers does not speak for the server, and nothing is held against it.
  bend(bending('/v1/log', (body: object) => ({ ...body, verifierKey })));
  expect(await check()).toMatchObject({ state: 'unavailable', alarm: null });
  bend(bending('/v1/log', (body: object) => ({ ...body, verifierKey, signature })));
  expect(await check()).toMatchObject({ state: 'alarm', alarm: { kind: 'other_key' } });
  expect((await evidence())[0]?.logKeys).toHaveLength(2);
  await staysAlarmed('other_key');
});

test('a withheld tile, garbage and silence are no alarm, and are not passed over either', async () => {
  await world.add(2, 9);
  const paths: readonly [string, (path: string) => boolean][] = [
    ['tile', (path) => path.includes('/tile/')],
    ['checkpoint', (path) => path.endsWith('/checkpoint')],
    ['log', (path) => path === '/v1/log'],
  ];
  const lies = [
    { status: 404, body: '' },
    { status: 200, body: 'ã'.repeat(100) },
    { status: 500, body: '' },
  ];
  const before = (await disclosures().log({})).size;
  for (const [, isBent] of paths)
    for (const lie of lies) {
      bend((request, pass) =>
        isBent(new URL(request.url).pathname)
          ? Promise.resolve({ ...lie, retryAfterMs: undefined })
          : pass(),
      );
      expect(await check()).toMatchObject({ state: 'unavailable', alarm: null, size: before });
    }
  bend(honest);
  expect(await check()).toMatchObject({ state: 'holds', size: (before ?? 0) + 2 });
});

test('a checkpoint that the log did not sign proves nothing', async () => {
  bend(async (request, pass) => {
    const response = await pass();
    return request.url.endsWith('/checkpoint')
      ? { ...response, body: response.body.replace(/\n(\d+)\n/, '\n9$1\n') }
      : response;
  });
  expect(await check()).toMatchObject({ state: 'unavailable', alarm: null });
});

test('a tile whose hashes are others than those that were signed', async () => {
  await world.add(2, 9);
  let asked = 0;
  bend(async (request, pass) => {
    const response = await pass();
    if (!request.url.includes(`${logPath(1)}tile/`)) return response;
    asked++;
    return { ...response, body: `${response.body.slice(0, -1)}${'\x00'}` };
  });
  expect(await check()).toMatchObject({ state: 'alarm', alarm: { kind: 'not_consistent' } });
  // Looked at twice before it is said.
  expect(asked).toBeGreaterThan(1);
  await staysAlarmed('not_consistent');
});

type Listing = {
  disclosures: {
    disclosureId: string;
    number: number;
    payload: string;
    entries: { epoch: number; index: number; nonce: string; opening: string }[];
  }[];
  more: boolean;
  total: number;
};
const list = '/v1/sharing/disclosures';
/** Bends what is shown of what left for ads. */
const bendAds = (change: (one: Listing['disclosures'][number]) => object): Bend =>
  bending(list, (body: Listing) => ({
    ...body,
    disclosures: body.disclosures.map((one) =>
      one.payload.includes('ads-relevance') ? { ...one, ...change(one) } : one,
    ),
  }));
const ads = async () =>
  (await disclosures().list({ before: 0 })).items.find(
    ({ purpose }) => purpose === 'ads-relevance',
  );

test('a payload that is changed by one byte', async () => {
  bend(bendAds(({ payload }) => ({ payload: payload.replace('"policy"', '"Policy"') })));
  expect(await ads()).toMatchObject({ check: 'failed' });
  expect((await ads())?.payload).toContain('"policy"');
  await staysAlarmed('payload_differs');
});

/** Somebody to whom nothing was shown yet. */
const another = async () => {
  await aisyah.close();
  await newcomer();
};

test('a payload that never was what its opening says, shown from the first', async () => {
  await another();
  bend(bendAds(({ payload }) => ({ payload: payload.replace('"MY"', '"SG"') })));
  await world.accepts(aisyah);
  await check();
  expect(await ads()).toMatchObject({ check: 'failed' });
  await staysAlarmed('payload_differs');
});

test('an opening that says something else about a payload, though the log would hold it', async () => {
  await another();
  bend(
    bendAds(({ payload, entries }) => {
      const other = payload.replace('"MY"', '"SG"');
      return {
        payload: other,
        entries: entries.map((entry) => ({
          ...entry,
          opening: entry.opening.replace(hashOfText(payload), hashOfText(other)),
        })),
      };
    }),
  );
  await world.accepts(aisyah);
  await check();
  expect(await ads()).toMatchObject({ check: 'failed' });
  // The payload fits its opening, and the opening is not what the log holds.
  await staysAlarmed('entry_missing');
});

test('an entry that is said to stand where another stands', async () => {
  await another();
  bend(bendAds(({ entries }) => ({ entries: entries.map((entry) => ({ ...entry, index: 0 })) })));
  await world.accepts(aisyah);
  await check();
  expect(await ads()).toMatchObject({ check: 'failed' });
  await staysAlarmed('entry_missing');
});

test('an entry that no signed checkpoint covers yet waits, and is no alarm', async () => {
  await another();
  bend(
    bendAds(({ entries }) => ({
      entries: entries.map((entry) => ({ ...entry, index: entry.index + 1_000 })),
    })),
  );
  await world.accepts(aisyah);
  expect(await ads()).toMatchObject({ check: 'unchecked' });
  expect(await disclosures().log({})).toMatchObject({ alarm: null });
});

test('an entry that was shown and is shown no more', async () => {
  bend(bendAds(({ entries }) => ({ entries: entries.slice(0, -1) })));
  await disclosures().list({ before: 0 });
  await staysAlarmed('entry_missing');
});

test('a disclosure that was shown and is shown no more, its number closed up', async () => {
  const before = (await disclosures().list({ before: 0 })).items;
  bend(
    bending(list, (body: Listing) => ({
      ...body,
      disclosures: body.disclosures.slice(1),
      total: body.total - 1,
    })),
  );
  const { items } = await disclosures().list({ before: 0 });
  // What was shown once stays on the screen.
  expect(items.map(({ disclosureId }) => disclosureId)).toEqual(
    before.map(({ disclosureId }) => disclosureId),
  );
  await staysAlarmed('entry_missing');
});

test('a number that is left out, never shown', async () => {
  await another();
  await world.accepts(aisyah);
  bend(
    bending(list, (body: Listing) => ({
      ...body,
      disclosures: body.disclosures.filter((_, index) => index !== 1),
    })),
  );
  await check();
  await staysAlarmed('entry_missing');
});

test('without a connection what was shown is still there, as it was checked', async () => {
  const { items } = await disclosures().list({ before: 0 });
  expect(items.length).toBeGreaterThan(0);
  aisyah.network().offline = true;
  aisyah.network().cut();
  expect((await disclosures().list({ before: 0 })).items).toEqual(items);
  expect(await check()).toMatchObject({ state: 'unavailable', alarm: null });
});

test('alarms and what was seen of the log outlive the account', async () => {
  const entries = await entriesOf(world);
  bend(forging(await forgeLog(world, entries.slice(0, -1))));
  await check();
  bend(honest);
  const { name, text } = await disclosures().exportEvidence({});
  await aisyah.handlers().account.remove({ number: aisyah.number });
  expect(await disclosures().log({})).toMatchObject({ state: 'alarm', alarm: { kind: 'shorter' } });
  await aisyah.reopen();
  expect(await disclosures().exportEvidence({})).toEqual({ name, text });
});
