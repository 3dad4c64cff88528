import { CodedError } from '../../../contract/errors/coded-error.ts';
import { leafHash, rootOf } from '../../../contract/transparency/hashing.ts';
import {
  accountLabel,
  commitTo,
  firstLink,
  type KeyState,
  nextLink,
  nonceLength,
} from '../../../contract/transparency/keys/entry.ts';
import { headEntry } from '../../../contract/transparency/keys/head.ts';
import { emptyNode, mapLeafHash } from '../../../contract/transparency/keys/map.ts';
import { createMemoryTiles } from '../../../contract/transparency/testing/memory-tiles.ts';
import { toBase64 } from '../../crypto/bytes.ts';
import type { LogReader } from '../../log/reader.ts';
import { createHeadsUnder, type LookUnder } from '../heads-under.ts';

export interface Version {
  readonly state: KeyState;
  readonly nonce: Uint8Array;
}
/** All versions of the one entry that the map has at a head. */
export type History = readonly Version[];

interface ToldHead {
  readonly time: number;
  readonly history: History;
}

/** A log of keys told by hand, with one entry in its map, and another one at each head if need be. */
export interface ToldLog {
  /** A version by itself: the same in each history that it is put into. */
  readonly version: (identityKey: string, deviceIds?: readonly number[]) => Version;
  /** One more head. */
  readonly head: (history: History) => void;
  /** Another epoch, which has no head yet. */
  readonly begin: () => void;
  /** What the list of the account’s devices says. */
  readonly setDevices: (deviceIds: readonly number[]) => void;
  readonly reader: LogReader;
  /** A look under the newest head. */
  readonly under: () => LookUnder;
}

const devicesOf = (ids: readonly number[]) =>
  ids.map((deviceId) => ({ deviceId, registrationId: deviceId + 100 }));

/** `accountId` has the entry, `ownId` asks; heads are of the time that it is by this clock. */
export const createToldLog = (
  clock: { readonly now: () => number },
  { accountId, ownId }: { readonly accountId: string; readonly ownId: string },
): ToldLog => {
  const label = accountLabel(accountId);
  const epochs: (ToldHead | null)[][] = [[]];
  let nonces = 0;
  let listed: readonly number[] = [1];

  const commitmentOf = ({ state, nonce }: Version) => commitTo(state, nonce);
  const chainOver = (history: History) =>
    history.reduce((chain, one) => nextLink(chain, commitmentOf(one)), firstLink(label));
  const leafOf = (history: History) =>
    history.length === 0 ? null : { label, version: history.length, chain: chainOver(history) };
  const rootAt = ({ history }: ToldHead) => {
    const leaf = leafOf(history);
    return leaf ? mapLeafHash(leaf) : emptyNode();
  };
  // The first entry of every epoch but the first is no head.
  const leavesOf = (epoch: number) =>
    (epochs[epoch - 1] ?? []).map((one) =>
      leafHash(one ? headEntry({ time: one.time, root: rootAt(one) }) : new Uint8Array(1)),
    );
  const headAt = (epoch: number, position: number): ToldHead => {
    const head = epochs[epoch - 1]?.[position];
    if (!head) throw new CodedError('not_found');
    return head;
  };

  type Answers = Record<string, (asked: never) => unknown>;
  const answers: Answers = {
    lookUpKeys: (asked: { after: number; at: { epoch: number; position: number } }) => {
      const { epoch, position } = asked.at;
      const head = headAt(epoch, position);
      const leaf = leafOf(head.history);
      const from = Math.min(asked.after, head.history.length);
      return {
        epoch,
        position,
        time: head.time,
        path: {
          siblings: [],
          end: leaf && { ...leaf, label: toBase64(label), chain: toBase64(leaf.chain) },
        },
        from,
        chain: toBase64(chainOver(head.history.slice(0, from))),
        versions: head.history.slice(from).map((one) => ({
          commitment: toBase64(commitmentOf(one)),
          opening: one.state && { ...one.state, nonce: toBase64(one.nonce) },
        })),
      };
    },
    listKeyHeads: ({ epoch, size }: { epoch: number; size: number }) => ({
      heads: (epochs[epoch - 1] ?? [])
        .slice(0, size)
        .flatMap((one, position) =>
          one ? [{ position, time: one.time, root: toBase64(rootAt(one)) }] : [],
        ),
    }),
    listDevices: () => ({ devices: devicesOf(listed) }),
    listSigningKeys: () => {
      throw new CodedError('not_found');
    },
  };
  const api = async (name: string, asked: never) => answers[name]?.(asked);
  const reader = {
    tiles: (epoch: number) => createMemoryTiles(leavesOf(epoch)).readTile,
    forget: () => undefined,
  } as unknown as LogReader;

  return {
    version: (identityKey, deviceIds = [1]) => ({
      state: { identityKey, devices: devicesOf(deviceIds) },
      nonce: new Uint8Array(nonceLength).fill(++nonces),
    }),
    head: (history) => void epochs.at(-1)?.push({ time: clock.now(), history }),
    begin: () => void epochs.push([null]),
    setDevices: (deviceIds) => {
      listed = deviceIds;
    },
    reader,
    under: () => {
      const epoch = epochs.length;
      const leaves = leavesOf(epoch);
      const head = { epoch, size: leaves.length, root: rootOf(leaves), note: 'note' } as never;
      const asking = { api, account: { accountId: ownId }, serverKey: '' } as never;
      return { asking, head, heads: createHeadsUnder(asking, head, reader) };
    },
  };
};

/** An identity key that tests tell from others, base64. */
export const someKey = (fill: number): string => toBase64(new Uint8Array(33).fill(fill));
