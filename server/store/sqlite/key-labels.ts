import { createHmac } from 'node:crypto';
import type { Hash } from '../../../contract/transparency/hashing.ts';
import {
  type LabelKind,
  labelInput,
  labelKeyLabel,
  labelKeyLeaf,
  labelKinds,
  labelSecret,
  ownerLeaf,
  toLabel,
} from '../../../contract/transparency/keys/label.ts';
import type { MapPath } from '../../../contract/transparency/keys/map.ts';
import { evaluateInput, type LabelKeys } from '../../../contract/transparency/keys/oblivious.ts';
import type { LabelOpening } from '../types/key-map.ts';
import type { SqliteConnection } from './connection.ts';
import type { KeyNodes } from './key-nodes.ts';
import { bytesIn } from './log-rows.ts';

/** Numbers and usernames in the map. What takes a head is inside a transaction and gives the root, null where nothing is another. */
export interface MapLabels {
  /** What was given. Throws where nothing was. */
  readonly keys: () => LabelKeys;
  /** Puts in by what the account is found now, and takes out by what it is no more. Under a key that the map does not commit to the account waits. */
  readonly enter: (accountRef: number, head: number) => Hash | null;
  /** The account goes. */
  readonly leave: (accountRef: number, head: number) => Hash | null;
  /** Enters at most `limit` accounts that wait; `more` when any was left that could be. */
  readonly adopt: (
    limit: number,
    head: number,
  ) => { readonly root: Hash | null; readonly more: boolean };
  /** Commits to the key. Throws where the map commits to another. */
  readonly commitKey: (head: number) => Hash | null;
  /** Not everybody is entered yet. */
  readonly waits: () => boolean;
  /** What a path's end commits to: whoever is found by it now, or who asks. Null where that is somebody else. */
  readonly opening: (end: MapPath['end'], asks: string) => LabelOpening | null;
  /** Where the entry for a number or username first stood; null where there is none. */
  readonly enteredAt: (
    kind: LabelKind,
    value: string,
  ) => { readonly epoch: number; readonly position: number } | null;
}

export const createMapLabels = (
  connection: SqliteConnection,
  nodes: KeyNodes,
  given: LabelKeys | null,
): MapLabels => {
  const wanted = connection.prepare(
    `SELECT id, username, findable_numbers.number FROM accounts
      LEFT JOIN findable_numbers ON account_ref = ref WHERE ref = ?`,
  );
  const ofAccount = connection.prepare('SELECT * FROM key_labels WHERE account_ref = ?');
  const find = connection.prepare('SELECT * FROM key_labels WHERE label = ?');
  const placeOf = connection.prepare(
    `SELECT epoch, position FROM key_labels JOIN key_heads ON key_heads.head = key_labels.head
      WHERE kind = ? AND value = ?`,
  );
  const insert = connection.prepare(
    'INSERT INTO key_labels (label, kind, value, account_ref, account_id, head) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = connection.prepare('DELETE FROM key_labels WHERE label = ?');
  const unlabelled = connection.prepare(
    'SELECT account_ref FROM key_unlabelled ORDER BY account_ref LIMIT ?',
  );
  const labelled = connection.prepare('DELETE FROM key_unlabelled WHERE account_ref = ?');

  const wait = connection.prepare('INSERT OR IGNORE INTO key_unlabelled (account_ref) VALUES (?)');

  const fault = (code: string, message: string): Error =>
    Object.assign(new Error(message), { code });
  const keys = (): LabelKeys => {
    if (given === null) throw fault('label_key_missing', 'nothing here makes labels');
    return given;
  };
  const ownLeaf = given && labelKeyLeaf(given.publicKey);
  /** What the map commits to: nothing yet, the key that is here, or another. */
  const committed = (head: number): 'none' | 'ours' | 'other' => {
    const { end } = nodes.path(labelKeyLabel(), head);
    if (end === null || !Buffer.from(end.label).equals(labelKeyLabel())) return 'none';
    return ownLeaf && Buffer.from(end.chain).equals(ownLeaf.chain) ? 'ours' : 'other';
  };
  /** A label that is put in now would never prove anything. */
  const mustWait = (head: number): boolean => ownLeaf === null || committed(head) === 'other';
  const putKey = (head: number): Hash | null =>
    ownLeaf && committed(head) === 'none' ? nodes.put(ownLeaf, head) : null;
  const labelOf = (kind: LabelKind, value: string): Uint8Array<ArrayBuffer> =>
    new Uint8Array(toLabel(labelSecret(kind, evaluateInput(keys(), labelInput(kind, value)))));
  /** The same whenever the account is found by it: so each can be shown its own of before, and nothing need be kept for that. */
  const nonceOf = (label: Uint8Array, accountId: string): Uint8Array<ArrayBuffer> =>
    new Uint8Array(
      createHmac('sha256', keys().secretKey)
        .update('bisik-key-owner-nonce-v1')
        .update(label)
        .update(accountId)
        .digest(),
    );
  const takeOut = (label: Uint8Array<ArrayBuffer>, head: number): Hash => {
    remove.run([label]);
    return nodes.remove(label, head);
  };
  const enter = (accountRef: number, head: number): Hash | null => {
    const account = wanted.get([accountRef]);
    const accountId = String(account?.id);
    const missing = new Map<LabelKind, string>();
    for (const kind of labelKinds) {
      const value = account?.[kind];
      if (typeof value === 'string') missing.set(kind, value);
    }
    let root: Hash | null = null;
    for (const row of ofAccount.all([accountRef])) {
      const kind = labelKinds.find((one) => one === row.kind);
      if (kind && missing.get(kind) === row.value && row.account_id === accountId)
        missing.delete(kind);
      else root = takeOut(bytesIn(row, 'label'), head);
    }
    if (missing.size > 0) {
      if (mustWait(head)) {
        wait.run([accountRef]);
        return root;
      }
      putKey(head);
    }
    for (const [kind, value] of missing) {
      const label = labelOf(kind, value);
      insert.run([label, kind, value, accountRef, accountId, head]);
      root = nodes.put(ownerLeaf(label, accountId, nonceOf(label, accountId)), head);
    }
    labelled.run([accountRef]);
    return root;
  };

  return {
    keys,
    enter,
    leave: (accountRef, head) => {
      let root: Hash | null = null;
      for (const row of ofAccount.all([accountRef])) root = takeOut(bytesIn(row, 'label'), head);
      labelled.run([accountRef]);
      return root;
    },
    adopt: (limit, head) => {
      if (mustWait(head)) return { root: null, more: false };
      const refs = unlabelled.all([limit]).map((row) => Number(row.account_ref));
      let root: Hash | null = null;
      for (const ref of refs) root = enter(ref, head) ?? root;
      return { root, more: refs.length > 0 };
    },
    commitKey: (head) => {
      keys();
      if (mustWait(head))
        throw fault('label_key_differs', 'log.key does not lead to the label key of the map');
      return putKey(head);
    },
    waits: () => unlabelled.get([1]) !== undefined,
    opening: (end, asks) => {
      if (!end) return null;
      const row = find.get([new Uint8Array(end.label)]);
      const candidates = row ? [String(row.account_id), asks] : [asks];
      for (const accountId of candidates) {
        const nonce = nonceOf(end.label, accountId);
        const { chain } = ownerLeaf(end.label, accountId, nonce);
        if (Buffer.from(chain).equals(end.chain)) return { accountId, nonce };
      }
      return null;
    },
    enteredAt: (kind, value) => {
      const row = placeOf.get([kind, value]);
      return row ? { epoch: Number(row.epoch), position: Number(row.position) } : null;
    },
  };
};
