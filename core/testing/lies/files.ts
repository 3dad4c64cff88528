import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import {
  logOrigin,
  parseCheckpoint,
  serverIdOf,
} from '../../../contract/transparency/checkpoint.ts';
import { parseNote } from '../../../contract/transparency/note.ts';
import { formatVerifierKey } from '../../../contract/transparency/verifier-key.ts';
import { logKeyBytes } from '../../../contract/wire/transparency.ts';
import { openServerIdentity } from '../../../server/modules/server-identity/server-identity.ts';
import { openLogKey } from '../../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../../server/platform/random.ts';
import { startTestServer } from '../../../server/testing/start-test-server.ts';
import { answering, answeringJson, type Lie, noteBody, type Stage } from './stage.ts';

const isCheckpoint = (path: string): boolean =>
  path.startsWith('/v1/key-log/') && path.endsWith('/checkpoint');
const isTile = (path: string): boolean =>
  path.startsWith('/v1/key-log/') && path.includes('/tile/');
const isDescription = (path: string): boolean => path === '/v1/key-log';

const secrets = ({ world }: Stage) => {
  const { dataDir } = world.server;
  const { publicKey, sign } = openServerIdentity(dataDir, systemRandom);
  const signed = (verifierKey: string): string =>
    Buffer.from(sign(logKeyBytes(verifierKey))).toString('base64');
  return { serverId: serverIdOf(publicKey), signed, logKey: openLogKey(dataDir, systemRandom) };
};
const checkpointOf = async ({ world }: Stage) => {
  const text = await (await fetch(`${world.server.url}/v1/key-log/checkpoint`)).text();
  const checkpoint = parseCheckpoint(parseNote(text)?.text ?? '');
  if (!checkpoint) throw new Error('no checkpoint');
  return { text, ...checkpoint };
};
const checkpoint =
  (change: (text: string) => string | { status: number }) =>
  ({ badrul }: Stage): void =>
    answering(badrul, isCheckpoint, change);

const unproved = {
  seenBy: 'contact',
  told: 'before',
  soon: 'seconds',
  state: 'check_unavailable',
} as const;
const failed = { ...unproved, state: 'check_failed' } as const;

/** What the log itself is described by, its checkpoints and its tiles. */
export const liesInFiles: readonly Lie[] = [
  {
    name: 'forged signature',
    does: 'changes the signature under a checkpoint',
    ...unproved,
    tell: checkpoint((text) => text.replace(/.{8}\n$/, 'AAAAAAA=\n')),
  },
  {
    name: 'wrong size',
    does: 'changes the size under the signature',
    ...unproved,
    tell: checkpoint((text) => text.replace(/\n\d+\n/, '\n4000\n')),
  },
  {
    name: 'signed size that is not there',
    does: 'signs a size of which it has no hashes',
    ...unproved,
    tell: async (stage) => {
      const { logKey } = secrets(stage);
      const { origin, size, root } = await checkpointOf(stage);
      const note = logKey.signNote(origin, { size: size + 400, root });
      checkpoint(() => noteBody(note))(stage);
    },
  },
  {
    name: 'wrong origin',
    does: 'shows a checkpoint of its other log',
    ...unproved,
    tell: async (stage) => {
      const { serverId, logKey } = secrets(stage);
      const { size, root } = await checkpointOf(stage);
      const origin = logOrigin({ serverId, log: 'disclosures', epoch: 1 });
      const note = logKey.signNote(origin, { size, root });
      checkpoint(() => noteBody(note))(stage);
    },
  },
  {
    name: 'checkpoint withheld',
    does: 'shows no checkpoint',
    ...unproved,
    tell: checkpoint(() => ({ status: 404 })),
  },
  {
    name: 'checkpoint without end',
    does: 'sends megabytes in its place',
    ...unproved,
    tell: checkpoint(() => 'x'.repeat(4_000_000)),
  },
  {
    name: 'hashes withheld',
    does: 'shows a new checkpoint and not the tiles under it',
    ...unproved,
    tell: async ({ world, badrul }) => {
      await world.grow();
      answering(badrul, isTile, () => ({ status: 404 }));
    },
  },
  {
    name: 'hashes cut short',
    does: 'sends half a tile',
    ...unproved,
    tell: async ({ world, badrul }) => {
      await world.grow();
      answering(badrul, isTile, (body) => body.slice(0, -16));
    },
  },
  {
    name: 'other hashes',
    does: 'sends tiles that do not lead from the checkpoint that was seen to the new one',
    ...failed,
    tell: async ({ world, badrul }) => {
      await world.grow();
      answering(badrul, isTile, (body) => 'a'.repeat(body.length));
    },
  },
  {
    name: 'other server’s key',
    does: 'describes the log of another server as its own',
    ...unproved,
    tell: async ({ badrul }) => {
      const other = await startTestServer();
      const body = await (await fetch(`${other.url}/v1/key-log`)).text();
      await other.close();
      answering(badrul, isDescription, () => body);
    },
  },
  {
    name: 'log not described',
    does: 'does not say which key the log has',
    ...unproved,
    tell: ({ badrul }) => answering(badrul, isDescription, () => '{}'),
  },
  {
    name: 'other key of the log',
    does: 'signs that the log has another key than it had',
    ...failed,
    tell: (stage) => {
      const { serverId, signed } = secrets(stage);
      const folder = mkdtempSync(join(stage.world.server.dataDir, 'other-'));
      const origin = logOrigin({ serverId, log: 'keys', epoch: 1 });
      const verifierKey = formatVerifierKey(openLogKey(folder, systemRandom).verifierKey(origin));
      answeringJson<object>(stage.badrul, isDescription, (body) => ({
        ...body,
        verifierKey,
        signature: signed(verifierKey),
      }));
    },
  },
  {
    name: 'epoch without accounting',
    does: 'begins a new epoch that does not name what was seen of the one before',
    ...unproved,
    tell: async (stage) => {
      const { serverId, signed, logKey } = secrets(stage);
      const { size, root } = await checkpointOf(stage);
      const origin = logOrigin({ serverId, log: 'keys', epoch: 2 });
      const verifierKey = formatVerifierKey(logKey.verifierKey(origin));
      const note = logKey.signNote(origin, { size, root });
      answeringJson<object>(stage.badrul, isDescription, (body) => ({
        ...body,
        epoch: 2,
        verifierKey,
        signature: signed(verifierKey),
      }));
      checkpoint(() => noteBody(note))(stage);
      answering(
        stage.badrul,
        (path) => path.startsWith('/v1/key-log/epochs/2/') && path.endsWith('/start'),
        () => ({ status: 404 }),
      );
    },
  },
  {
    name: 'no witness',
    does: 'shows heads that no witness cosigned to somebody who demands one',
    ...unproved,
    tell: async ({ badrul }) => {
      await badrul.handlers().accountSettings.set({ key: 'privacy.demandWitness', value: true });
    },
  },
];
