import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canonicalJson, hashOfText } from '../../contract/canonical-json.ts';
import { firstLast, nextLast } from '../../contract/consent/receipt.ts';
import type { ConsentRecord, OrderedRecord } from '../../contract/consent/record.ts';
import { headSignatureBytes, orderSignatureBytes } from '../../contract/consent/signing.ts';
import { dayMs, somePolicy } from '../../contract/policy/testing/policies.ts';
import {
  openServerIdentity,
  type ServerIdentity,
} from '../../server/modules/server-identity/server-identity.ts';
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts';
import type { HttpResponse } from '../platform/types.ts';
import { adsOf, publish, shownOf } from '../testing/shared-world.ts';
import { createPerson, type Person } from '../testing/world.ts';

let server: TestServer;
let aisyah: Person;
let hash: string;
let keys: ServerIdentity;
beforeEach(async () => {
  server = await startTestServer();
  keys = openServerIdentity(server.dataDir, () => {
    throw new Error('the server has a key');
  });
  aisyah = await createPerson(server, '+60123456701', 'Aisyah');
  hash = await publish(server, somePolicy());
  await aisyah.online();
  await sharing().refresh({});
});
afterEach(async () => {
  await aisyah.close();
  await server.close();
});

const sharing = () => aisyah.handlers().sharing;
const choose = (ticked: boolean) =>
  sharing().accept({
    policyHash: hash,
    shown: shownOf(hash),
    choices: [{ purpose: 'ads-relevance', recipient: 'sanubari', ticked }],
  });
const settled = () =>
  aisyah.own().until(async () => (await sharing().get({})).waiting === 0 || undefined);

const signedBy = (bytes: Uint8Array): string => Buffer.from(keys.sign(bytes)).toString('base64');

const noSignature = Buffer.alloc(64, 7).toString('base64');

/** A record as the server would list it, whoever wrote it. */
const listed = (record: string, signature: string, order: number): OrderedRecord => {
  const place = { order, receivedAt: Date.now(), forked: false };
  const statement = { accountId: aisyah.accountId, ...place, recordHash: hashOfText(record) };
  return {
    record,
    signature,
    ...place,
    counterSignature: signedBy(orderSignatureBytes(statement)),
  };
};
const answerWith = (
  records: readonly OrderedRecord[],
  more: boolean,
  { count, last }: { readonly count: number; readonly last: string },
): string => {
  const head = { accountId: aisyah.accountId, count, last, at: Date.now() };
  const signature = signedBy(headSignatureBytes(head));
  return JSON.stringify({ records, more, head: { ...head, signature } });
};

/** What the server says to those who bring choices or, with the order after which, list them. */
const lie = (
  method: 'GET' | 'POST',
  bend: (pass: () => Promise<HttpResponse>, after: number) => Promise<HttpResponse>,
): void => {
  aisyah.network().onRequest = (request, pass) => {
    const { pathname, searchParams } = new URL(request.url);
    return pathname === '/v1/consent/records' && request.method === method
      ? bend(pass, Number(searchParams.get('after')))
      : pass();
  };
};

test('a yes that the server writes itself, of another device, gives nothing', async () => {
  await choose(false);
  await settled();
  const invented: ConsentRecord = {
    v: 1,
    recordId: randomUUID(),
    accountId: aisyah.accountId,
    deviceId: 2,
    sequence: 1,
    previous: null,
    seenOrder: 1,
    at: Date.now(),
    policy: somePolicy().id,
    policyHash: hash,
    shown: '0'.repeat(64),
    language: 'en',
    regime: 'opt-out',
    method: 'acceptance',
    bases: [],
    decisions: [{ purpose: 'ads-relevance', recipient: 'sanubari', state: 'given' }],
  };
  const record = canonicalJson(invented);
  const second = listed(record, noSignature, 2);
  lie('GET', async (pass, after) => {
    const answer = await pass();
    const { head } = JSON.parse(answer.body) as { head: { last: string } };
    const last = nextLast(head.last, hashOfText(record));
    return { ...answer, body: answerWith(after === 1 ? [second] : [], false, { count: 2, last }) };
  });
  await sharing().refresh({});
  expect((await sharing().history({ skip: 0 })).choices).toHaveLength(2);
  expect(adsOf(await sharing().get({}))).toMatchObject({ on: false, allowed: false });
});

test('what this device signed stays signed, whatever the server shows in its place', async () => {
  lie('POST', async (pass) => {
    const answer = await pass();
    const { taken, presentAgain } = JSON.parse(answer.body) as {
      taken: OrderedRecord[];
      presentAgain: boolean;
    };
    const bent = taken.map((one) => ({ ...one, signature: noSignature }));
    return { ...answer, body: JSON.stringify({ taken: bent, presentAgain }) };
  });
  await choose(false);
  await settled();
  const { text } = await sharing().exportReceipt({});
  expect(await sharing().verifyReceipt({ text })).toMatchObject({ complete: true, records: 1 });
});

test('a refusal is not given up because the server says that it was too late', async () => {
  await choose(true);
  await settled();
  lie('POST', async () => ({
    status: 409,
    retryAfterMs: undefined,
    body: JSON.stringify({ code: 'choice_locked' }),
  }));
  await sharing().setGlobalOptOut({ on: true, shown: shownOf(hash) });
  await expect(sharing().refresh({})).rejects.toMatchObject({ code: 'choice_locked' });
  const kept = await sharing().get({});
  expect(kept).toMatchObject({ waiting: 1, refused: null, globalOptOut: { on: true } });
  expect(adsOf(kept)).toMatchObject({ on: false, allowed: false });
});

test('a server that says that the time to object is over locks no switch that is on, on the first day', async () => {
  await choose(true);
  await settled();
  aisyah.network().onRequest = async (request, pass) => {
    const answer = await pass();
    if (new URL(request.url).pathname !== '/v1/sharing') return answer;
    const now = Date.now() + 31 * dayMs;
    return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), now }) };
  };
  await sharing().refresh({});
  const turn = (on: boolean) =>
    sharing().choose({
      purpose: 'ads-relevance',
      recipient: 'sanubari',
      on,
      shown: shownOf(hash),
    });
  const told = await sharing().get({});
  const ads = adsOf(told);
  expect(ads).toMatchObject({ on: true, locked: false });
  expect(ads.lockedAt).toBeGreaterThan(told.now);
  expect(adsOf(await turn(false))).toMatchObject({ on: false, allowed: false, locked: true });
  // In doubt a yes is too late.
  await expect(turn(true)).rejects.toMatchObject({ code: 'choice_locked' });
  expect(adsOf(await settled().then(() => sharing().get({})))).toMatchObject({
    on: false,
    allowed: false,
    state: 'objected',
  });
});

test.each([
  ['as many as it lists', 0],
  ['more than an account may have', 1_000_000],
])('a list without end, of %s, is left at its first page', async (_name, count) => {
  await choose(false);
  await settled();
  const pages = new Set<number>();
  lie('GET', async (_pass, after) => {
    pages.add(after);
    const records = Array.from({ length: 100 }, (_, at) =>
      listed(`{"n":${after + at}}`, noSignature, after + at + 1),
    );
    const of = { count: Math.max(count, after + 100), last: firstLast };
    return { status: 200, retryAfterMs: undefined, body: answerWith(records, true, of) };
  });
  await expect(sharing().refresh({})).rejects.toMatchObject({ code: 'server_not_bisik' });
  expect(pages.size).toBe(1);
});
