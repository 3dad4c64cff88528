import * as z from 'zod/mini';
import type { Hash } from '../../../contract/transparency/hashing.ts';
import {
  accountLabel,
  commitTo,
  firstLink,
  goneNonce,
  type KeyState,
  nextLink,
  nonceLength,
  stateText,
} from '../../../contract/transparency/keys/entry.ts';
import { headEntry } from '../../../contract/transparency/keys/head.ts';
import { labelKeyLabel } from '../../../contract/transparency/keys/label.ts';
import type { LabelKeys } from '../../../contract/transparency/keys/oblivious.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RandomBytes } from '../../platform/random.ts';
import type { KeyMapStore, KeyVersion } from '../types/key-map.ts';
import type { SqliteConnection, SqlRow } from './connection.ts';
import { createKeyHeads } from './key-heads.ts';
import { createMapLabels } from './key-labels.ts';
import { createKeyNodes } from './key-nodes.ts';
import { bytesIn } from './log-rows.ts';
import type { LogTree } from './log-tree.ts';
import type { Transactions } from './transactions.ts';

/** What the other tables' transactions tell the map. Each call is inside one. */
export interface KeyRecorder {
  /** The account's identity key or devices, or what it is found by, may be others now. */
  readonly record: (accountRef: number) => void;
  /** The account goes. Whatever could show what its entry said goes with it. */
  readonly recordGone: (accountRef: number, accountId: string) => void;
  /** A head as the map stands, in the present epoch. */
  readonly appendHead: () => void;
}

export interface KeyMapParts {
  readonly connection: SqliteConnection;
  readonly transactions: Transactions;
  /** Of the log of keys. */
  readonly tree: LogTree;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Makes labels of numbers and usernames. */
  readonly labelKeys: LabelKeys | null;
}

const stateSchema = z.tuple([z.string(), z.array(z.tuple([z.int(), z.int()]))]);

/** Reads what `stateText` writes of an account that stands. */
const parseState = (text: string): NonNullable<KeyState> => {
  const [identityKey, devices] = stateSchema.parse(JSON.parse(text));
  return {
    identityKey,
    devices: devices.map(([deviceId, registrationId]) => ({ deviceId, registrationId })),
  };
};

export const createKeyMap = (parts: KeyMapParts): KeyMapStore & KeyRecorder => {
  const { connection, transactions, tree, clock, random, labelKeys } = parts;
  const nodes = createKeyNodes(connection);
  const heads = createKeyHeads(connection, nodes);
  const labels = createMapLabels(connection, nodes, labelKeys);
  const listeners = new Set<() => void>();
  const findAccount = connection.prepare('SELECT id, identity_key FROM accounts WHERE ref = ?');
  const listDevices = connection.prepare(
    'SELECT device_id, registration_id FROM devices WHERE account_ref = ? ORDER BY device_id',
  );
  const lastHead = connection.prepare('SELECT * FROM key_heads ORDER BY head DESC LIMIT 1');
  const insertHead = connection.prepare(
    'INSERT INTO key_heads (head, epoch, position, time, root) VALUES (?, ?, ?, ?, ?)',
  );
  const lastVersion = connection.prepare(
    'SELECT * FROM key_versions WHERE label = ? ORDER BY version DESC LIMIT 1',
  );
  const findVersion = connection.prepare(
    'SELECT * FROM key_versions WHERE label = ? AND version = ?',
  );
  const versionsBetween = connection.prepare(
    'SELECT * FROM key_versions WHERE label = ? AND version > ? AND version <= ? ORDER BY version',
  );
  const insertVersion = connection.prepare(
    'INSERT INTO key_versions (label, version, commitment, chain, nonce, state) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const closeVersions = connection.prepare(
    'UPDATE key_versions SET nonce = NULL, state = NULL WHERE label = ?',
  );
  const unrecorded = connection.prepare(
    'SELECT account_ref FROM key_unrecorded ORDER BY account_ref LIMIT ?',
  );
  const isUnrecorded = connection.prepare(
    'SELECT 1 FROM accounts JOIN key_unrecorded ON account_ref = ref WHERE id = ?',
  );
  const recorded = connection.prepare('DELETE FROM key_unrecorded WHERE account_ref = ?');

  const nextHead = (): number => Number(lastHead.get()?.head ?? 0) + 1;
  const addHead = (head: number, root: Hash): void => {
    const time = Math.max(clock.now(), Number(lastHead.get()?.time ?? 0));
    const { epoch, index } = tree.append([headEntry({ time, root })]);
    insertHead.run([head, epoch, index, time, new Uint8Array(root)]);
    for (const listener of listeners) listener();
  };
  /** Gives the root with it. */
  const addVersion = (accountId: string, state: KeyState, head: number): Hash => {
    const label = new Uint8Array(accountLabel(accountId));
    const last = lastVersion.get([label]);
    const version = Number(last?.version ?? 0) + 1;
    const nonce = state === null ? goneNonce() : random(nonceLength);
    const commitment = new Uint8Array(commitTo(state, nonce));
    const before = last === undefined ? firstLink(label) : bytesIn(last, 'chain');
    const chain = new Uint8Array(nextLink(before, commitment));
    const kept = state === null ? [null, null] : [new Uint8Array(nonce), stateText(state)];
    insertVersion.run([label, version, commitment, chain, ...kept]);
    return nodes.put({ label, version, chain }, head);
  };
  /** The root with what is new of an account; null when nothing is. */
  const enter = (accountRef: number, head: number): Hash | null => {
    const account = findAccount.get([accountRef]);
    if (account === undefined) return null;
    const devices = listDevices.all([accountRef]).map((row) => ({
      deviceId: Number(row.device_id),
      registrationId: Number(row.registration_id),
    }));
    const state = { identityKey: String(account.identity_key), devices };
    const accountId = String(account.id);
    const last = lastVersion.get([new Uint8Array(accountLabel(accountId))]);
    if (last?.state === stateText(state)) return null;
    return addVersion(accountId, state, head);
  };
  const record = (accountRef: number): void => {
    const head = nextHead();
    const entered = enter(accountRef, head);
    recorded.run([accountRef]);
    const root = labels.enter(accountRef, head) ?? entered;
    if (root !== null) addHead(head, root);
  };
  const appendHead = (): void => {
    const head = nextHead();
    addHead(head, nodes.root(head));
  };

  const toVersion = (row: SqlRow): KeyVersion => ({
    commitment: bytesIn(row, 'commitment'),
    opening:
      typeof row.state === 'string'
        ? { state: parseState(row.state), nonce: bytesIn(row, 'nonce') }
        : null,
  });
  const chainAt = (label: Uint8Array<ArrayBuffer>, version: number): Uint8Array =>
    version === 0 ? firstLink(label) : bytesIn(findVersion.get([label, version]), 'chain');

  return {
    record,
    recordGone: (accountRef, accountId) => {
      recorded.run([accountRef]);
      const head = nextHead();
      labels.leave(accountRef, head);
      const root = addVersion(accountId, null, head);
      closeVersions.run([new Uint8Array(accountLabel(accountId))]);
      addHead(head, root);
    },
    appendHead,
    lookUp: (accountId, { position, ...range }, afterVersion, most) =>
      transactions.exclusive(() => {
        const found = heads.at(range, position);
        if (found === null) return null;
        const label = new Uint8Array(accountLabel(accountId));
        const path = nodes.path(label, found.number);
        const isHeld = path.end !== null && Buffer.from(path.end.label).equals(label);
        const newest = isHeld && path.end ? path.end.version : 0;
        const from = Math.min(newest, Math.max(afterVersion, newest - most));
        return {
          position: found.position,
          head: found.head,
          waits: isUnrecorded.get([accountId]) !== undefined,
          path,
          from,
          chain: chainAt(label, from),
          versions: versionsBetween.all([label, from, newest]).map(toVersion),
        };
      }),
    heads: (range, after) => transactions.exclusive(() => heads.list(range, after)),
    thin: (signed, before, limit) =>
      transactions.transaction(() => heads.thin(signed, before, limit)),
    adopt: (limit) =>
      transactions.transaction(() => {
        const refs = unrecorded.all([limit]).map((row) => Number(row.account_ref));
        const head = nextHead();
        let root: Hash | null = null;
        for (const ref of refs) {
          root = enter(ref, head) ?? root;
          recorded.run([ref]);
        }
        if (root !== null) addHead(head, root);
        return refs.length > 0;
      }),
    labelKeys: labels.keys,
    commitLabelKey: () =>
      transactions.transaction(() => {
        const head = nextHead();
        const root = labels.commitKey(head);
        if (root !== null) addHead(head, root);
      }),
    lookUpLabel: (label, { position, ...range }, since, asks) =>
      transactions.exclusive(() => {
        const found = heads.at(range, position);
        if (found === null || found.head.time < since) return null;
        const path = nodes.path(label, found.number);
        const isHeld = path.end !== null && Buffer.from(path.end.label).equals(label);
        return {
          position: found.position,
          head: found.head,
          waits: !isHeld && labels.waits(),
          path,
          keyPath: nodes.path(labelKeyLabel(), found.number),
          opening: isHeld ? labels.opening(path.end, asks) : null,
        };
      }),
    labelledAt: (kind, value) => transactions.exclusive(() => labels.enteredAt(kind, value)),
    adoptLabels: (limit) =>
      transactions.transaction(() => {
        const head = nextHead();
        const { root, more } = labels.adopt(limit, head);
        if (root !== null) addHead(head, root);
        return more;
      }),
    beat: (olderThanMs) =>
      transactions.transaction(() => {
        const last = lastHead.get();
        const age = clock.now() - Number(last?.time ?? 0);
        // A clock that was put back says nothing of how long ago it was.
        if (last === undefined || age >= olderThanMs || age < 0) appendHead();
      }),
    onHead: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
