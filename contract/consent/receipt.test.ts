import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../canonical-json.ts';
import { newYear } from '../policy/testing/policies.ts';
import { firstLast, nextLast, type VerifySignature, verifyReceipt } from './receipt.ts';
import { type Receipt, readReceipt, writeReceipt } from './receipt-file.ts';
import type { OrderedRecord } from './record.ts';
import { type Shown, shownHash } from './shown.ts';
import { headSignatureBytes, orderSignatureBytes, recordSignatureBytes } from './signing.ts';
import { readRecord } from './taken.ts';
import { createAccount } from './testing/account.ts';
import { accepted, policy, says } from './testing/said.ts';

const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const keyPair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    key: publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64'),
    sign: (bytes: Uint8Array) => sign(null, bytes, privateKey).toString('base64'),
  };
};
const publicKey = (key: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([spkiPrefix, key]), format: 'der', type: 'spki' });
const ed25519: VerifySignature = (key, signed, signature) =>
  verify(null, signed, publicKey(key), signature);

const server = keyPair();
const devices = [keyPair(), keyPair()] as const;

const headOf = (accountId: string, records: readonly OrderedRecord[]): Receipt['head'] => {
  const last = records.reduce((l, { record }) => nextLast(l, readRecord(record).hash), firstLast);
  const head = { accountId, count: records.length, last, at: newYear + 99 };
  return { ...head, signature: server.sign(headSignatureBytes(head)) };
};

/** Three records of one device, one of another, all signed. */
const signedReceipt = (): Receipt => {
  const account = createAccount();
  const [phone, laptop] = [account.device(1), account.device(2)];
  const said = [
    phone.say(accepted(newYear, 'given')),
    phone.say(says('withdrawn', newYear + 1)),
    laptop.say(says('given', newYear + 2)),
    phone.say(says('given', newYear + 3)),
  ];
  const records = said.map(({ hash, record }, index) => {
    if (!record) throw new Error('unreadable');
    const [order, receivedAt, forked, text] = [index + 1, record.at, false, canonicalJson(record)];
    const device = devices[record.deviceId - 1] ?? devices[0];
    const { accountId } = record;
    const statement = { accountId, order, receivedAt, recordHash: hash, forked };
    return {
      record: text,
      order,
      receivedAt,
      forked,
      signature: device.sign(recordSignatureBytes(text)),
      counterSignature: server.sign(orderSignatureBytes(statement)),
    };
  });
  const first = said[0]?.record;
  if (!first) throw new Error('unreadable');
  return {
    format: 'bisik-receipt',
    v: 1,
    accountId: first.accountId,
    serverKey: server.key,
    devices: devices.map(({ key }, index) => ({ deviceId: index + 1, key })),
    policies: [{ id: policy.id, hash: first.policyHash }],
    records,
    head: headOf(first.accountId, records),
  };
};

const sound = signedReceipt();
const verdictOf = (receipt: Receipt) => verifyReceipt(writeReceipt(receipt), ed25519);
const changed = (place: number, change: Partial<OrderedRecord>): Receipt => ({
  ...sound,
  records: sound.records.map((one) => (one.order === place ? { ...one, ...change } : one)),
});

describe('a receipt', () => {
  it('is JSON, complete up to the time of its head', () => {
    const file = writeReceipt(sound);
    expect(JSON.parse(Buffer.from(file).toString())).toEqual(sound);
    expect(readReceipt(file)).toEqual(sound);
    expect(verifyReceipt(file, ed25519)).toEqual({
      complete: true,
      upTo: newYear + 99,
      receipt: sound,
    });
    const records: OrderedRecord[] = [];
    const empty = {
      ...sound,
      records,
      devices: [],
      policies: [],
      head: headOf(sound.accountId, []),
    };
    expect(verdictOf(empty)).toMatchObject({ complete: true });
  });

  it('names the first record that is missing', () => {
    for (const place of [1, 2, 3, 4]) {
      const records = sound.records.filter(({ order }) => order !== place);
      const verdict = { complete: false, fault: 'record_missing', record: place };
      expect(verdictOf({ ...sound, records })).toEqual(verdict);
    }
  });

  it('names a record that was put elsewhere, taken from elsewhere, or added', () => {
    const [one, two, three, four] = sound.records as [
      OrderedRecord,
      OrderedRecord,
      OrderedRecord,
      OrderedRecord,
    ];
    const swapped = [one, { ...three, order: 2 }, { ...two, order: 3 }, four];
    expect(verdictOf({ ...sound, records: swapped })).toMatchObject({
      fault: 'server_signature',
      record: 2,
    });
    const twice = [...sound.records, { ...four, order: 5 }];
    expect(verdictOf({ ...sound, records: twice })).toMatchObject({ record: 5 });
    expect(verdictOf({ ...sound, head: headOf(sound.accountId, [one, two, three]) })).toMatchObject(
      {
        fault: 'beyond_head',
        record: 4,
      },
    );
    expect(verdictOf(changed(2, { forked: true }))).toMatchObject({
      fault: 'server_signature',
      record: 2,
    });
    expect(verdictOf(changed(2, { signature: one.signature }))).toMatchObject({
      fault: 'device_signature',
      record: 2,
    });
    const other = '00000000-0000-4000-8000-000000000000';
    expect(verdictOf({ ...sound, accountId: other })).toMatchObject({
      fault: 'record_of_another_account',
      record: 1,
    });
  });

  it('whose server signed a hidden fork or a broken chain, says so', () => {
    const resigned = (place: number, from: string, to: string): Receipt => {
      const records = sound.records.map((one) => {
        if (one.order !== place) return one;
        const record = one.record.replace(from, to);
        const { hash, record: read } = readRecord(record);
        const { order, receivedAt, forked } = one;
        const statement = {
          accountId: sound.accountId,
          order,
          receivedAt,
          recordHash: hash,
          forked,
        };
        const device = devices[(read?.deviceId ?? 1) - 1] ?? devices[0];
        return {
          ...one,
          record,
          signature: device.sign(recordSignatureBytes(record)),
          counterSignature: server.sign(orderSignatureBytes(statement)),
        };
      });
      return { ...sound, records, head: headOf(sound.accountId, records) };
    };
    expect(verdictOf(resigned(4, '"language":"ms"', '"language":"ms"'))).toMatchObject({
      complete: true,
    });
    expect(verdictOf(resigned(4, '"sequence":3', '"sequence":4'))).toMatchObject({
      fault: 'chain_broken',
      record: 4,
    });
    const hash = readRecord(sound.records[0]?.record ?? '').hash;
    const fork = resigned(4, '"sequence":3', '"sequence":2');
    const previous = readRecord(sound.records[1]?.record ?? '').hash;
    const text = fork.records[3]?.record ?? '';
    const hidden = resigned(4, sound.records[3]?.record ?? '', text.replace(previous, hash));
    expect(verdictOf(hidden)).toMatchObject({ fault: 'fork_hidden', record: 4 });
  });

  it('with one bit flipped anywhere is not complete, and the record is named when it is in one', () => {
    const file = writeReceipt(sound);
    const lineOf = (at: number) => file.subarray(0, at).filter((byte) => byte === 10).length;
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(7), (at, bit) => {
        const flipped = file.slice();
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        const verdict = verifyReceipt(flipped, ed25519);
        expect(verdict.complete).toBe(false);
        const line = lineOf(at);
        if (!verdict.complete && line >= 1 && line <= 4 && file[at] !== 10)
          expect(verdict.record).toBe(line);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a receipt into which something was put', () => {
  const file = Buffer.from(writeReceipt(sound));
  const starts = [0, ...[...file.keys()].filter((at) => file[at - 1] === 10)];
  const complete = (at: number, put: Uint8Array): boolean =>
    verifyReceipt(Buffer.concat([file.subarray(0, at), put, file.subarray(at)]), ed25519).complete;

  it('is not complete, also when it is a mark that text readers skip', () => {
    const mark = Buffer.from('\u{feff}');
    for (const at of starts) expect(complete(at, mark)).toBe(false);
    fc.assert(
      fc.property(
        fc.nat(file.length),
        fc.oneof(fc.constant(mark), fc.uint8Array({ minLength: 1, maxLength: 3 })),
        (at, put) => {
          expect(complete(at, put)).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the hash of what was shown', () => {
  it('changes with a word, the language, and how a box stood', () => {
    const box = { purpose: 'ads-relevance', recipient: 'sanubari', ticked: true } as const;
    const shown: Shown = {
      language: 'ms',
      policyHash: firstLast,
      texts: ['a', 'b'],
      boxes: [box],
    };
    const others: readonly Shown[] = [
      { ...shown, language: 'en' },
      { ...shown, texts: ['ab'] },
      { ...shown, texts: ['b', 'a'] },
      { ...shown, boxes: [{ ...box, ticked: false }] },
      { ...shown, policyHash: '1'.repeat(64) },
    ];
    expect(new Set([shown, ...others].map(shownHash)).size).toBe(6);
    expect(shownHash({ ...shown, texts: ['a', 'b'] })).toBe(shownHash(shown));
  });
});
