import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EndpointResponse } from '../../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import { readReceiptFile } from '../../../server/testing/independent-receipt.ts';
import { readCheckpoint, readLog, treeRoot } from '../../../server/testing/independent-verifier.ts';
import { call } from '../../../server/testing/test-client.ts';
import { createHandClock } from '../../testing/hand-clock.ts';
import { type LogWorld, startLogWorld } from '../../testing/log-world.ts';
import type { Person } from '../../testing/world.ts';

vi.setConfig({ hookTimeout: 60_000 });

type Listing = EndpointResponse<Endpoints['listDisclosures']>;

let world: LogWorld;
let aisyah: Person;
const disclosures = () => aisyah.handlers().disclosures;

beforeEach(async () => {
  world = await startLogWorld();
  aisyah = await world.person('+60123456701', 'Aisyah');
});
afterEach(() => world.close());

test('what was shared is listed with its bytes, and each entry checked here', {
  timeout: 60_000,
}, async () => {
  expect(await disclosures().log({})).toMatchObject({ state: 'never', alarm: null });
  await world.add(300, 7);
  await world.accepts(aisyah);
  const log = await disclosures().check({});
  expect(log).toMatchObject({
    state: 'holds',
    alarm: null,
    origin: `bisik.example/${world.serverId()}/disclosures/1`,
    witnesses: [],
  });
  expect(log.size).toBeGreaterThan(300);
  const { items, total, more } = await disclosures().list({ before: 0 });
  expect(total).toBe(items.length);
  expect(more).toBe(false);
  const ads = items.find(({ purpose }) => purpose === 'ads-relevance');
  expect(ads).toMatchObject({
    recipient: 'sanubari',
    policy: '2026-1',
    fields: ['country', 'phoneNumber'],
    outcome: 'acknowledged',
    check: 'checked',
  });
  expect(JSON.parse(ads?.payload ?? '')).toMatchObject({ phoneNumber: '+60123456701' });
  const { choices } = await aisyah.handlers().sharing.history({ skip: 0 });
  expect(ads).toMatchObject({ restsOnAt: choices[0]?.at, leftTicked: true });
  expect(items.every(({ check }) => check === 'checked')).toBe(true);
  await expect(disclosures().exportEvidence({})).rejects.toMatchObject({ code: 'not_found' });
});

test('what a choice let leave is looked at by itself soon after', {
  timeout: 60_000,
}, async () => {
  const clock = createHandClock();
  const badrul = await world.person('+60123456702', 'Badrul', { clock });
  await world.accepts(badrul);
  const { size } = await world.store().log.head();
  clock.forward(3_001);
  await badrul.own().until(async () => {
    const log = await badrul.handlers().disclosures.log({});
    return log.state === 'holds' && log.size === size;
  });
});

test('a second verifier, which shares no code with the product, comes to the same', {
  timeout: 60_000,
}, async () => {
  const shown: Listing['disclosures'] = [];
  aisyah.network().onRequest = async (request, pass) => {
    const response = await pass();
    if (new URL(request.url).pathname === '/v1/sharing/disclosures')
      shown.push(...(JSON.parse(response.body) as Listing).disclosures);
    return response;
  };
  await world.add(300, 7);
  await world.accepts(aisyah);
  await world.add(1, 8);
  const first = await disclosures().check({});
  await world.add(400, 9);
  const second = await disclosures().check({});
  expect([first.state, second.state]).toEqual(['holds', 'holds']);
  const get = async (path: string): Promise<Buffer> =>
    Buffer.from(await (await fetch(`${world.server().url}/v1/log/${path}`)).arrayBuffer());
  const about = await call(world.server().url, 'describeLog', {});
  const head = readCheckpoint(String(await get('checkpoint')), [about.verifierKey]);
  expect(head).toMatchObject({ origin: second.origin, size: second.size });
  const { leaves, entries } = await readLog(get, head.size);
  expect(treeRoot(leaves)).toEqual(head.root);
  shown.splice(0);
  const { items } = await disclosures().list({ before: 0 });
  expect(items.length).toBeGreaterThan(0);
  for (const { disclosureId, payload } of items) {
    const raw = shown.find((one) => one.disclosureId === disclosureId);
    expect(raw?.payload).toBe(payload);
    for (const { index, nonce, opening } of raw?.entries ?? []) {
      const bytes = Buffer.concat([
        Buffer.from('bisik-disclosure-v1'),
        Buffer.from(nonce, 'base64'),
        Buffer.from(opening),
      ]);
      expect(entries[index]).toEqual(createHash('sha256').update(bytes).digest());
    }
    const { payloadHash } = JSON.parse(raw?.entries[0]?.opening ?? '{}');
    expect(payloadHash).toBe(createHash('sha256').update(payload).digest('hex'));
  }
  const { text } = await aisyah.handlers().sharing.exportReceipt({});
  expect(readReceiptFile(text)).toBe(1);
  expect(() => readReceiptFile(text.replace('"order":1', '"order":2'))).toThrow();
  expect(() => readReceiptFile(text.replace('notified', 'objected'))).toThrow('signature');
});
