import { createHash } from 'node:crypto';
import {
  accountLabel,
  commitTo,
  firstLink,
  nextLink,
  stateText,
} from '../../contract/transparency/keys/entry.ts';
import {
  bitAt,
  emptyNode,
  type MapLeaf,
  mapLeafHash,
  mapNodeHash,
} from '../../contract/transparency/keys/map.ts';
import { openConnection, type SqliteConnection } from '../../server/store/sqlite/connection.ts';
import { openSqliteStore } from '../../server/store/sqlite/store.ts';

const bytesOf = (name: string, index: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(`${name} ${index}`).digest());

/** The id of an invented account, the same in every run. */
export const seededId = (index: number): string => {
  const hex = Buffer.from(bytesOf('account', index)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The identity key of an invented account: bytes of its length, no key. */
export const seededKey = (index: number): string =>
  Buffer.concat([Buffer.of(5), bytesOf('key', index)]).toString('base64');

export interface KeyMapSeed {
  /** Accounts that are in the map. */
  readonly entered: number;
  /** Accounts behind those that wait to be entered, each with a device. */
  readonly waiting: number;
  readonly say: (text: string) => void;
}

const compare = (one: Uint8Array, other: Uint8Array): number => Buffer.compare(one, other);

/** Writes every node once, from the leaves up: what entering one account after another comes to at its end. */
const writeTree = (connection: SqliteConnection, leaves: readonly MapLeaf[]): void => {
  const insert = connection.prepare(
    'INSERT INTO key_nodes (depth, prefix, since, hash, label, version, chain) VALUES (?, ?, 1, ?, ?, ?, ?)',
  );
  const prefixOf = (label: Uint8Array, bits: number): Uint8Array<ArrayBuffer> => {
    const prefix = new Uint8Array((bits >> 3) + 1);
    prefix.set(label.subarray(0, prefix.length));
    prefix[bits >> 3] = (prefix[bits >> 3] ?? 0) & (0xff << (8 - (bits & 7)));
    return prefix;
  };
  /** Leaves are in order: those with a 0 at the depth stand before those with a 1. */
  const write = (from: number, to: number, depth: number): Uint8Array => {
    const leaf = leaves[from];
    if (leaf === undefined || from >= to) return emptyNode();
    const prefix = prefixOf(leaf.label, depth);
    if (to - from === 1) {
      const hash = new Uint8Array(mapLeafHash(leaf));
      const { version } = leaf;
      const [label, chain] = [new Uint8Array(leaf.label), new Uint8Array(leaf.chain)];
      insert.run([depth, prefix, hash, label, version, chain]);
      return hash;
    }
    let [low, high] = [from, to];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bitAt(leaves[middle]?.label ?? leaf.label, depth) === 0) low = middle + 1;
      else high = middle;
    }
    const left = write(from, low, depth + 1);
    const hash = new Uint8Array(mapNodeHash(left, write(low, to, depth + 1)));
    insert.run([depth, prefix, hash, null, null, null]);
    return hash;
  };
  write(0, leaves.length, 0);
};

/** Makes a server's database whose map of keys has so many accounts, by a short way: no commit for each, no head but the last. */
export const seedKeyMap = async (
  file: string,
  { entered, waiting, say }: KeyMapSeed,
): Promise<void> => {
  await openSqliteStore({ file }).close();
  const connection = openConnection(file);
  connection.exec('PRAGMA synchronous = OFF');
  connection.exec('BEGIN');
  const addAccount = connection.prepare(
    'INSERT INTO accounts (ref, id, number, identity_key, created_at) VALUES (?, ?, ?, ?, 0)',
  );
  const addDevice = connection.prepare(
    `INSERT INTO devices (account_ref, device_id, registration_id, token_hash, signing_key, signing_key_signature,
      signed_pre_key, last_resort_kyber_pre_key, created_at) VALUES (?, 1, 7, ?, '', '', '', '', 0)`,
  );
  const addWaiting = connection.prepare('INSERT INTO key_unrecorded (account_ref) VALUES (?)');
  const addVersion = connection.prepare(
    'INSERT INTO key_versions (label, version, commitment, chain, nonce, state) VALUES (?, 1, ?, ?, ?, ?)',
  );
  const labels: { readonly label: Uint8Array; readonly index: number }[] = [];
  for (let index = 0; index < entered + waiting; index++) {
    const id = seededId(index);
    const number = `+60${1_000_000_000 + index}`;
    addAccount.run([index + 1, id, number, seededKey(index)]);
    if (index < entered) labels.push({ label: accountLabel(id), index });
    else {
      addDevice.run([index + 1, bytesOf('token', index)]);
      addWaiting.run([index + 1]);
    }
    if (index % 250_000 === 249_999) say(`${index + 1} accounts`);
  }
  labels.sort((one, other) => compare(one.label, other.label));
  const leaves: MapLeaf[] = [];
  for (const { label, index } of labels) {
    const state = {
      identityKey: seededKey(index),
      devices: [{ deviceId: 1, registrationId: 7 }],
    };
    const nonce = bytesOf('nonce', index);
    const commitment = new Uint8Array(commitTo(state, nonce));
    const chain = new Uint8Array(nextLink(firstLink(label), commitment));
    addVersion.run([new Uint8Array(label), commitment, chain, nonce, stateText(state)]);
    leaves.push({ label, version: 1, chain });
    if (leaves.length % 250_000 === 0) say(`${leaves.length} entries`);
  }
  say('nodes');
  writeTree(connection, leaves);
  connection.exec('COMMIT');
  connection.close();
};
