import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAddCheckpoint } from '../../contract/transparency/add-checkpoint.ts';
import {
  type Checkpoint,
  type LogOrigin,
  logOrigin,
  parseCheckpoint,
  parseLogOrigin,
} from '../../contract/transparency/checkpoint.ts';
import { cosignatureMessage, encodeCosignature } from '../../contract/transparency/cosignature.ts';
import { emptyRoot, sameHash } from '../../contract/transparency/hashing.ts';
import {
  formatNote,
  formatSignatureLine,
  isSignedBy,
  type NoteSignature,
  parseNote,
  signaturesBy,
  type VerifyEd25519,
} from '../../contract/transparency/note.ts';
import { verifyConsistency } from '../../contract/transparency/proofs.ts';
import {
  createVerifierKey,
  signatureTypes,
  type VerifierKey,
} from '../../contract/transparency/verifier-key.ts';
import { appendDurably, readText, writeDurably } from '../shared/durable-file.ts';
import { openSeed } from './seed.ts';

export interface WitnessOptions {
  readonly dataDir: string;
  /** The name in its verifier key, such as `witness.example/kampung`. */
  readonly name: string;
  /** Keys of the logs that it cosigns. One for an epoch of a server's log stands for the later epochs, and for the server's other logs, too. */
  readonly logs: readonly VerifierKey[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What HTTP carries back. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly size?: boolean;
}

export interface Witness {
  readonly key: VerifierKey;
  readonly addCheckpoint: (body: string) => Answer;
  /** The note of the newest checkpoint that it cosigned for a log, with its cosignature, of a later epoch where there is one; null for none. */
  readonly latest: (origin: string) => string | null;
  /** Lines of JSON: two signed notes of one size each. */
  readonly evidence: () => readonly string[];
}

const pkcs8Start = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiStart = Buffer.from('302a300506032b6570032100', 'hex');

const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  const key = Buffer.concat([spkiStart, publicKey]);
  return verify(null, message, { key, format: 'der', type: 'spki' }, signature);
};

/** Of one log: one contradiction is enough, and who goes on with it does not fill the disk. */
const mostEvidence = 20;

/** The text of the second note; null for a line that was cut off. */
const secondOf = (line: string): string | null => {
  try {
    return parseNote(String(JSON.parse(line).second))?.text ?? null;
  } catch {
    return null;
  }
};

const keyFor = (logs: readonly VerifierKey[], origin: string): VerifierKey | undefined => {
  const exact = logs.find(({ name }) => name === origin);
  const wanted = parseLogOrigin(origin);
  if (exact !== undefined || wanted === null) return exact;
  const earlier = logs.find(({ name }) => {
    const known = parseLogOrigin(name);
    // One key signs every log of a server, each under its own origin.
    return (
      known?.serverId === wanted.serverId &&
      (known.log !== wanted.log || known.epoch < wanted.epoch)
    );
  });
  return earlier && createVerifierKey(origin, earlier.type, earlier.publicKey);
};

/** Opens the data folder; makes the key there once. Everything is on the disk before it is answered. */
export const openWitness = ({ dataDir, name, logs, now }: WitnessOptions): Witness => {
  const seed = openSeed(join(dataDir, 'witness.key'));
  const privateKey: KeyObject = createPrivateKey({
    key: Buffer.concat([pkcs8Start, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const key = createVerifierKey(
    name,
    signatureTypes.cosignature,
    new Uint8Array(spki.subarray(-32)),
  );
  const evidenceFile = join(dataDir, 'evidence.jsonl');
  const evidence = () => (readText(evidenceFile) ?? '').split('\n').filter((line) => line !== '');
  const fileOf = (origin: string) =>
    join(dataDir, `log-${Buffer.from(origin).toString('base64url')}.note`);

  const nameOf = ({ serverId, log }: LogOrigin): string => `${serverId} ${log}`;
  /** The newest epoch of each log of a server that it cosigned. */
  const newestEpochs = new Map<string, number>();
  const keepEpoch = (origin: string): void => {
    const named = parseLogOrigin(origin);
    if (named === null) return;
    const name = nameOf(named);
    newestEpochs.set(name, Math.max(named.epoch, newestEpochs.get(name) ?? 0));
  };
  for (const file of readdirSync(dataDir)) {
    const [, name = ''] = /^log-(.+)\.note$/.exec(file) ?? [];
    keepEpoch(Buffer.from(name, 'base64url').toString());
  }
  /** The same log's newest epoch. */
  const newestOrigin = (origin: string): string => {
    const named = parseLogOrigin(origin);
    if (named === null) return origin;
    const epoch = Math.max(named.epoch, newestEpochs.get(nameOf(named)) ?? 0);
    return logOrigin({ ...named, epoch });
  };

  const latestOf = (origin: string): { readonly note: string; readonly checkpoint: Checkpoint } => {
    const note = readText(fileOf(origin));
    const checkpoint = parseCheckpoint(parseNote(note ?? '')?.text ?? '');
    if (note !== null && checkpoint === null) throw new Error('a state file holds no checkpoint');
    return {
      note: note ?? '',
      checkpoint: checkpoint ?? { origin, size: 0, root: emptyRoot(), extensions: [] },
    };
  };

  const cosign = (text: string): NoteSignature => {
    const seconds = Math.floor(now() / 1_000);
    const signature = sign(null, cosignatureMessage(text, seconds), privateKey);
    return encodeCosignature(key, seconds, new Uint8Array(signature));
  };

  // Anybody who has both notes can bring them again and again, with signatures of others added.
  const keepEvidence = (first: string, text: string, second: string): void => {
    const ofLog = evidence().flatMap((line) => secondOf(line) ?? []);
    const same = ofLog.filter((kept) => kept.split('\n')[0] === text.split('\n')[0]);
    if (same.length >= mostEvidence || same.includes(text)) return;
    appendDurably(evidenceFile, `${JSON.stringify({ first, second })}\n`);
  };

  // The order of the refusals is that of C2SP tlog-witness, "add-checkpoint".
  const addCheckpoint = (body: string): Answer => {
    const request = parseAddCheckpoint(body);
    const note = request && parseNote(request.note);
    const checkpoint = note && parseCheckpoint(note.text);
    if (!request || !note || !checkpoint) return { status: 400, body: 'not understood\n' };
    const logKey = keyFor(logs, checkpoint.origin);
    if (logKey === undefined) return { status: 404, body: 'unknown log\n' };
    if (!isSignedBy(note, logKey, verifyEd25519)) return { status: 403, body: 'not signed\n' };
    if (request.oldSize > checkpoint.size) return { status: 400, body: 'old size too great\n' };
    const latest = latestOf(checkpoint.origin);
    const known = latest.checkpoint;
    const contradicts = known.size === checkpoint.size && !sameHash(known.root, checkpoint.root);
    if (contradicts && latest.note !== '') keepEvidence(latest.note, note.text, request.note);
    // To C2SP each epoch is a log of its own. Once one took the place of another, that one is not cosigned any more.
    if (newestOrigin(checkpoint.origin) !== checkpoint.origin)
      return { status: 404, body: 'a later epoch of this log began\n' };
    if (request.oldSize !== known.size || contradicts)
      return { status: 409, body: `${known.size}\n`, size: true };
    if (!verifyConsistency(known, checkpoint, request.proof))
      return { status: 422, body: 'not consistent\n' };
    writeDurably(fileOf(checkpoint.origin), request.note);
    keepEpoch(checkpoint.origin);
    return { status: 200, body: `${formatSignatureLine(cosign(note.text))}\n` };
  };
  const latest = (origin: string): string | null => {
    const newest = newestOrigin(origin);
    const logKey = keyFor(logs, newest);
    const note = logKey && parseNote(latestOf(newest).note);
    if (!note) return null;
    const signatures = [...signaturesBy(note, logKey), cosign(note.text)];
    return formatNote({ text: note.text, signatures });
  };
  return { key, addCheckpoint, latest, evidence };
};
