import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { disclosureLogOrigin, formatCheckpoint } from './checkpoint.ts';
import { cosignatureMessage, encodeCosignature } from './cosignature.ts';
import { formatEpochStart, parseEpochStart } from './epoch.ts';
import { judgeEpoch } from './judge-epoch.ts';
import { formatNote, type VerifyEd25519 } from './note.ts';
import { createVerifierKey, type SignatureType, signatureTypes } from './verifier-key.ts';

const ed25519: VerifyEd25519 = (publicKey, message, signature) => {
  const x = Buffer.from(publicKey).toString('base64url');
  return verify(
    null,
    message,
    { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' } as never,
    signature,
  );
};
const keyPair = (name: string, type: SignatureType) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  const signs = (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, privateKey as KeyObject));
  return { raw, key: createVerifierKey(name, type, raw), signs };
};
const originOf = (epoch: number) => disclosureLogOrigin('00c0ffee', epoch);
const log = keyPair(originOf(1), signatureTypes.ed25519);
const kampung = keyPair('witness.example/kampung', signatureTypes.cosignature);
const other = keyPair('witness.example/other', signatureTypes.cosignature);
const stranger = keyPair('witness.example/stranger', signatureTypes.cosignature);
const rootA = new Uint8Array(32).fill(1);
const rootB = new Uint8Array(32).fill(2);

/** A signed note of the log, cosigned by some. */
const noteOf = (
  size: number,
  root: Uint8Array,
  by: readonly (typeof kampung)[] = [],
  { epoch = 1, signer = log } = {},
): string => {
  const origin = originOf(epoch);
  const text = formatCheckpoint({ origin, size, root, extensions: [] });
  const { id } = createVerifierKey(origin, signatureTypes.ed25519, log.raw);
  const cosigned = by.map(({ key, signs }) =>
    encodeCosignature(key, 1_700_000_000, signs(cosignatureMessage(text, 1_700_000_000))),
  );
  const own = { name: origin, keyId: id, signature: signer.signs(Buffer.from(text)) };
  return formatNote({ text, signatures: [own, ...cosigned] });
};

const seenPlain = noteOf(7, rootA);
const seenCosigned = noteOf(7, rootA, [kampung]);
const start = (
  size: number,
  root: Uint8Array | null,
  note: string | null = null,
  origin = originOf(1),
) => formatEpochStart({ origin, size, root, note });
const judge = (seen: string, text: string | null, epoch = 5) =>
  judgeEpoch({
    seen,
    log: log.key,
    witnesses: [kampung.key, other.key],
    origin: originOf(epoch),
    start: text,
    verify: ed25519,
  });

it.each<[string, string, string | null, string]>([
  ['its own checkpoint', seenPlain, start(7, rootA), 'restored'],
  ['anything, to who saw an empty log', noteOf(0, rootA), start(9, null), 'restored'],
  [
    'more, cosigned by a witness of its own',
    seenCosigned,
    start(9, rootB, noteOf(9, rootB, [kampung])),
    'restored',
  ],
  ['more, with a root only', seenCosigned, start(9, rootB), 'unproved'],
  [
    'more, cosigned by a witness that had not seen its own',
    seenCosigned,
    start(9, rootB, noteOf(9, rootB, [other])),
    'unproved',
  ],
  [
    'more, cosigned, while its own was not',
    seenPlain,
    start(9, rootB, noteOf(9, rootB, [kampung])),
    'unproved',
  ],
  [
    'more, cosigned by a witness named later',
    noteOf(7, rootA, [stranger]),
    start(9, rootB, noteOf(9, rootB, [stranger])),
    'unproved',
  ],
  [
    'more, in a note that the log did not sign',
    seenCosigned,
    start(9, rootB, noteOf(9, rootB, [kampung], { signer: other })),
    'unproved',
  ],
  ['the same size and no root', seenCosigned, start(7, null), 'no_root'],
  ['a great size and no root', seenCosigned, start(10 ** 12, null), 'no_root'],
  ['less', seenPlain, start(6, rootA), 'less'],
  ['nothing', seenPlain, start(0, rootB), 'less'],
  ['another root for its size', seenPlain, start(7, rootB), 'other_root'],
  [
    'another root for its size, cosigned',
    seenCosigned,
    start(7, rootB, noteOf(7, rootB, [kampung])),
    'other_root',
  ],
  ['an epoch between', seenPlain, start(3, rootB, null, originOf(4)), 'skipped'],
  ['an epoch before its own', noteOf(7, rootA, [], { epoch: 2 }), start(7, rootA), 'other_log'],
  ['itself', seenPlain, start(7, rootA, null, originOf(5)), 'other_log'],
  [
    'the log of another server',
    seenPlain,
    start(7, rootA, null, disclosureLogOrigin('deadbeef', 1)),
    'other_log',
  ],
  ['no log of this kind', seenPlain, start(7, rootA, null, 'log.example/other'), 'other_log'],
  ['no start', seenPlain, null, 'no_start'],
  ['a start that cannot be read', seenPlain, 'restored\n', 'no_start'],
  ['a note of something else', seenPlain, start(7, rootA, noteOf(8, rootB, [kampung])), 'no_start'],
])('makes of an epoch that names %s what may be made of it', (_name, seen, text, wanted) => {
  const verdict = judge(seen, text);
  expect(verdict.kind === 'alarm' ? verdict.reason : verdict.kind).toBe(wanted);
});

it('takes no epoch for a new one that is not later', () => {
  expect(judge(seenPlain, start(7, rootA), 1)).toEqual({ kind: 'alarm', reason: 'other_log' });
});

it('says who vouches, and what is claimed', () => {
  const note = noteOf(9, rootB, [other, kampung]);
  const named = { origin: originOf(1), size: 9, root: rootB, note };
  expect(judge(seenCosigned, start(9, rootB, note))).toEqual({
    kind: 'restored',
    named,
    witnesses: [kampung.key.name],
  });
  expect(judge(seenPlain, start(9, rootB, note))).toEqual({ kind: 'unproved', named });
});

it('reads back every start that it writes, and no other text', () => {
  const note = noteOf(9, rootB, [kampung]);
  for (const value of [
    { origin: originOf(1), size: 9, root: rootB, note },
    { origin: originOf(1), size: 9, root: rootB, note: null },
    { origin: originOf(1), size: 9, root: null, note: null },
  ])
    expect(parseEpochStart(formatEpochStart(value))).toEqual(value);
  const plain = start(9, rootB);
  for (const text of ['', plain.slice(0, -1), `${plain}\n`, `${plain}more\n`, `${plain}\nmore\n`])
    expect(parseEpochStart(text)).toBeNull();
  expect(parseEpochStart(start(9, null, note))).toBeNull();
});

it('has nothing to say to who saw no checkpoint', () => {
  expect(() => judge('nothing', start(7, rootA))).toThrow(RangeError);
});
