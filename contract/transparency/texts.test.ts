import { generateKeyPairSync, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddCheckpoint, parseAddCheckpoint } from './add-checkpoint.ts';
import { fromBase64, toBase64 } from './base64.ts';
import {
  disclosureLogOrigin,
  formatCheckpoint,
  parseCheckpoint,
  parseLogOrigin,
} from './checkpoint.ts';
import { cosignatureMessage, encodeCosignature } from './cosignature.ts';
import { encodeEntryBundle } from './entry-bundle.ts';
import { formatNote, type Note, parseNote, type VerifyEd25519 } from './note.ts';
import { parseTilePath, tilePath } from './tiles.ts';
import { checkNote } from './trust.ts';
import {
  createVerifierKey,
  formatVerifierKey,
  parseVerifierKey,
  signatureTypes,
} from './verifier-key.ts';

const ed25519: VerifyEd25519 = (publicKey, message, signature) =>
  verify(
    null,
    message,
    {
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
      format: 'jwk',
    } as never,
    signature,
  );

const signer = (name: string, type: 1 | 4) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return { key: createVerifierKey(name, type, new Uint8Array(raw)), privateKey };
};
const signed = (text: string, { key, privateKey }: ReturnType<typeof signer>) => ({
  name: key.name,
  keyId: key.id,
  signature: new Uint8Array(sign(null, Buffer.from(text), privateKey as KeyObject)),
});

const origin = disclosureLogOrigin('00c0ffee', 1);
const text = formatCheckpoint({ origin, size: 7, root: randomBytes(32), extensions: [] });

describe('base64', () => {
  it('is that of Node, and canonical', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const encoded = Buffer.from(bytes).toString('base64');
        expect(toBase64(bytes)).toBe(encoded);
        expect(fromBase64(encoded)).toEqual(bytes);
      }),
    );
    for (const bad of ['QQ', 'QR==', 'QQ=', 'Q===', 'QQ==\n', '-_==', 'QQ==QQ=='])
      expect(fromBase64(bad)).toBeNull();
  });
});

describe('tile paths', () => {
  it('are written as tlog-tiles writes them', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 1, index: 0, width: 5 })).toBe('tile/1/000.p/5');
    expect(tilePath({ level: 'entries', index: 1_000, width: 256 })).toBe('tile/entries/x001/000');
  });

  it('are read back, and only in that spelling', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 6, 'entries' as const),
        fc.nat({ max: 2 ** 50 }),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width });
        },
      ),
    );
    for (const bad of [
      'tile/00/000',
      'tile/7/000',
      'tile/0/0',
      'tile/0/x000/001',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/05',
      'tile/0/001/x002',
      'tile/-1/000',
      'tile/0/000/',
      '/tile/0/000',
      'tile/0/x1/000',
    ])
      expect(parseTilePath(bad)).toBeNull();
  });
});

it('puts the length of each entry before it', () => {
  const long = new Uint8Array(0x1234).fill(9);
  expect(encodeEntryBundle([Uint8Array.of(7, 8), new Uint8Array(0), long])).toEqual(
    Uint8Array.of(0, 2, 7, 8, 0, 0, 0x12, 0x34, ...long),
  );
  expect(encodeEntryBundle([new Uint8Array(65_535)]).subarray(0, 2)).toEqual(
    Uint8Array.of(255, 255),
  );
  expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(RangeError);
});

it('reads the verifier key of the published example, and none that was changed', () => {
  const example = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const key = parseVerifierKey(example);
  expect(key).toMatchObject({ name: 'PeterNeumann', id: 'c74f20a3', type: signatureTypes.ed25519 });
  expect(key && formatVerifierKey(key)).toBe(example);
  for (const bad of [
    example.replace('c7', 'c8'),
    `${example}=`,
    example.replace('Peter', 'Pe er'),
    example.replace('+ARpc', '+AhpC'),
    '',
  ])
    expect(parseVerifierKey(bad)).toBeNull();
});

it('verifies the published note', () => {
  const note = parseNote(
    'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'.replace(
      '’',
      "'",
    ),
  );
  const key = parseVerifierKey(
    'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  );
  const [line] = note?.signatures ?? [];
  expect(
    note && key && line && ed25519(key.publicKey, Buffer.from(note.text), line.signature),
  ).toBe(true);
});

it('a checkpoint comes back as it was; other spellings are none', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 2 ** 53 - 1 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      (size, root) => {
        const checkpoint = { origin, size, root, extensions: ['more'] };
        expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
      },
    ),
  );
  for (const bad of [
    text.replace('\n7\n', '\n07\n'),
    text.replace('\n7\n', '\n+7\n'),
    text.replace('\n7\n', `\n${2 ** 53}\n`),
    text.replace('=', ''),
    text.slice(0, -1),
    `${text}\n`,
    '\n7\n',
    '',
  ])
    expect(parseCheckpoint(bad)).toBeNull();
  expect(parseLogOrigin(origin)).toEqual({ serverId: '00c0ffee', log: 'disclosures', epoch: 1 });
  expect(parseLogOrigin(`${origin.slice(0, -1)}01`)).toBeNull();
});

describe('notes', () => {
  const log = signer(origin, 1);
  const [first, second] = [signer('witness.example/a', 4), signer('witness.example/b', 4)];
  const cosign = (who: typeof first, seconds = 1_700_000_000) =>
    encodeCosignature(
      who.key,
      seconds,
      sign(null, cosignatureMessage(text, seconds), who.privateKey),
    );
  const policy = { log: log.key, witnesses: [first.key, second.key], quorum: 1 };
  const kind = (note: Note, quorum = 1) =>
    checkNote(formatNote(note), { ...policy, quorum }, ed25519).kind;

  it('are trusted with the log’s signature and enough witnesses', () => {
    const own = signed(text, log);
    expect(kind({ text, signatures: [own] }, 0)).toBe('trusted');
    expect(kind({ text, signatures: [own] })).toBe('too_few_witnesses');
    expect(kind({ text, signatures: [own, cosign(first)] })).toBe('trusted');
    expect(kind({ text, signatures: [own, cosign(first), cosign(first, 1_700_000_001)] }, 2)).toBe(
      'too_few_witnesses',
    );
    expect(kind({ text, signatures: [own, cosign(second), cosign(first)] }, 2)).toBe('trusted');
    expect(kind({ text, signatures: [cosign(first)] })).toBe('not_signed');
    expect(kind({ text: text.replace('\n7\n', '\n8\n'), signatures: [own] }, 0)).toBe('not_signed');
    const spoilt = cosign(first);
    spoilt.signature[7] = 1;
    expect(kind({ text, signatures: [own, spoilt] })).toBe('too_few_witnesses');
    const elsewhere = text.replace(origin, 'other.example');
    expect(kind({ text: elsewhere, signatures: [own] }, 0)).toBe('other_origin');
  });

  it('are read strictly', () => {
    const note = formatNote({ text, signatures: [signed(text, log)] });
    expect(parseNote(note)?.text).toBe(text);
    for (const bad of [
      note.slice(0, -1),
      `${note}\n`,
      note.replace('— ', '- '),
      note.replace('\n7\n', '\n7\r\n'),
      text,
      '',
      `\n\n${note.split('\n\n')[1]}`,
      `${'x'.repeat(9_000)}${note}`,
      note + `${note.split('\n\n')[1]}`.repeat(16),
    ])
      expect(parseNote(bad)).toBeNull();
  });

  it('never throw, whatever the text', () => {
    const pieces = fc.constantFrom(
      '\n',
      '\n\n',
      '— ',
      'a',
      ' ',
      'AAAA',
      'AAAAAAAAAAA=',
      '7',
      origin,
      '\u0000',
      '\ud800',
      '+',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const input = parts.join('');
        checkNote(input, policy, ed25519);
        parseAddCheckpoint(input);
        parseVerifierKey(input);
        parseTilePath(input);
        const note = parseNote(input);
        if (note !== null) expect(formatNote(note)).toBe(input);
      }),
      { numRuns: 2_000 },
    );
  });

  it('travel to a witness and come back', () => {
    const request = {
      oldSize: 3,
      proof: [new Uint8Array(32)],
      note: formatNote({ text, signatures: [signed(text, log)] }),
    };
    const body = formatAddCheckpoint(request);
    expect(parseAddCheckpoint(body)).toEqual(request);
    for (const bad of [
      body.replace('old 3', 'old 03'),
      body.replace('old', 'new'),
      body.replace('AAA=', 'AA=='),
      `old 0\n${`${toBase64(new Uint8Array(32))}\n`.repeat(64)}\n`,
    ])
      expect(parseAddCheckpoint(bad)).toBeNull();
  });
});
