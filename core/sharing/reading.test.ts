import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { canonicalJson, hashOfText } from '../../contract/canonical-json.ts';
import { orderSignatureBytes } from '../../contract/consent/signing.ts';
import { hashPolicy } from '../../contract/policy/in-force.ts';
import { policySignatureBytes } from '../../contract/policy/signing.ts';
import { somePolicy } from '../../contract/policy/testing/policies.ts';
import type { Api } from '../connection/api.ts';
import { toBase64 } from '../crypto/bytes.ts';
import { signingPublicKey, signMessage } from '../crypto/signing.ts';
import { eachStore } from '../store/testing/each-store.ts';
import type { Store } from '../store/types.ts';
import { push } from './push.ts';
import { createReading, type SharingContext } from './reading.ts';

const accountId = randomUUID();
const seed = new Uint8Array(32).fill(5);
const serverKey = toBase64(signingPublicKey(seed));
const seal = (bytes: Uint8Array): string => toBase64(signMessage(seed, bytes));

const here = eachStore();
let store: Store;
let counted: SharingContext['store'];
let reads = 0;
beforeEach(() => {
  store = here.store;
  reads = 0;
  let last: unknown;
  counted = {
    ...store,
    choices: {
      ...store.choices,
      all: () => {
        const rows = store.choices.all();
        if (rows !== last) reads++;
        last = rows;
        return rows;
      },
    },
  };
});

/** Own records behind one another, which wait. */
const fill = (count: number): void => {
  let previous: string | null = null;
  store.transaction(() => {
    for (let sequence = 1; sequence <= count; sequence++) {
      const record = canonicalJson({ v: 2, accountId, deviceId: 1, sequence, previous });
      previous = hashOfText(record);
      store.choices.add({ hash: previous, record, signature: 'AA==', own: true });
    }
    store.choices.setTail(previous);
  });
};

/** Only what handing over uses. */
const handOver = async (): Promise<number> => {
  let order = 0;
  let calls = 0;
  const api = async (_name: string, { records }: { records: { record: string }[] }) => {
    calls++;
    const taken = records.map((signed) => {
      const place = { order: ++order, receivedAt: 1, forked: false };
      const statement = { accountId, ...place, recordHash: hashOfText(signed.record) };
      return { ...signed, ...place, counterSignature: seal(orderSignatureBytes(statement)) };
    });
    return { taken, presentAgain: false };
  };
  const context = { store: counted, reading: createReading(counted) } as SharingContext;
  const account = { accountId } as Parameters<typeof push>[1]['account'];
  await push(context, { api: api as unknown as Api, account, serverKey }, () => null);
  return calls;
};

test('however many records wait, they are handed over with two looks at the table', async () => {
  fill(800);
  expect(await handOver()).toBe(100);
  expect(reads).toBe(2);
  expect(store.choices.all().every(({ taken }) => taken)).toBe(true);
});

test('the ledger is read again when a row changed, and not when a change was taken back', () => {
  fill(3);
  const reading = createReading(counted);
  const before = reading.ledger();
  expect(reading.ledger()).toBe(before);
  expect(reads).toBe(1);
  const [first] = before.waiting;
  const takeBack = () =>
    store.transaction(() => {
      store.choices.refuse(first?.row.id ?? 0, { code: 'choice_locked' });
      expect(reading.ledger().waiting).toHaveLength(2);
      throw new Error('taken back');
    });
  expect(takeBack).toThrow('taken back');
  expect(reading.ledger().waiting).toHaveLength(3);
  store.choices.setTail('9'.repeat(64));
  expect(reading.ledger().missing).toEqual(['9'.repeat(64)]);
  reading.forget();
  store.choices.clear();
  expect(reading.ledger()).toMatchObject({ entries: [], missing: [] });
});

test('a version counts for the server that signed it, with the bytes that it signed, however often it was read', () => {
  const { hash, policy } = hashPolicy(somePolicy());
  const signature = seal(policySignatureBytes(hash));
  store.choices.keepPolicy({ hash, signature, document: canonicalJson(policy) });
  const reading = createReading(counted);
  const [first] = reading.published(serverKey).policies;
  expect(first).toEqual({ hash, policy });
  expect(reading.published(serverKey).policies[0]).toBe(first);
  const other = toBase64(signingPublicKey(new Uint8Array(32).fill(6)));
  expect(reading.published(other).policies).toEqual([]);
  store.choices.keepPolicy({ hash, signature: seal(new Uint8Array(1)), document: '' });
  expect(reading.published(serverKey).policies).toEqual([]);
});
