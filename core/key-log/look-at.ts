import { hashLength } from '../../contract/transparency/hashing.ts';
import type { Context } from '../context.ts';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import { toKeyHash } from '../crypto/key-hash.ts';
import type { LogReader } from '../log/reader.ts';
import { notAfter } from '../platform/noted-times.ts';
import type { KeyEntryRow } from '../store/types/key-entries.ts';
import { createAskEntry } from './ask-entry.ts';
import { type EntryProof, keepProof } from './evidence.ts';
import { formerKeysOf } from './former-keys.ts';
import type { LookUnder } from './heads-under.ts';
import {
  areOneHistory,
  continues,
  type EntryJudgement,
  type EntryLook,
  judgeContact,
  judgeOwn,
  type Looked,
  toldFrom,
} from './judge-entry.ts';
import { createLookAnew } from './look-anew.ts';
import { certifyDevices, logDevices } from './note-devices.ts';
import {
  byNow,
  inNewEpoch,
  type OwedLookRule,
  owedByOwner,
  owedFrom,
  owedOfContact,
} from './owed-look.ts';
import { keepAnew, keepSeen, ownAlarm, raiseOwnAlarm, saysAgain } from './own-alarm.ts';
import { doubtedFrom, keepOwnDoubt } from './own-doubt.ts';
import { goodForMs, patienceMs } from './periods.ts';
import type { KeyLookup, ProvedEntry } from './read-entry.ts';

export interface LookAt {
  /** Reject as `api` and the reader do. */
  readonly own: (under: LookUnder, key: string) => Promise<Looked>;
  readonly contact: (under: LookUnder, accountId: string, key: string) => Promise<Looked>;
  /** It could not be looked at; `key` is the one in use, base64. */
  readonly unavailable: (accountId: string, key: string | null) => void;
}

/** What a look proved of an entry. */
interface ProvedLook {
  /** What was kept of it, as it counts under this head. */
  readonly row: KeyEntryRow;
  /** The same as the entry is judged by. */
  readonly known: KeyEntryRow;
  /** From the version on at which it was looked at last. */
  readonly news: ProvedEntry;
  /** What those versions said that were met. */
  readonly states: ProvedEntry['states'];
  /** It does not continue what was seen, or is not one history. */
  readonly isOther: boolean;
  /** At the heads at which it was due, in order. */
  readonly marked: readonly EntryLook[];
  readonly newest: EntryLook & { readonly chain: Uint8Array };
  /** What the server answered at the newest head, and at those that were due. */
  readonly lookup: KeyLookup;
  readonly lookups: KeyLookup[];
}

/** Of a key in base64, as it is kept of it. */
export const hashOf = (key: string | null): string | null => key && toKeyHash(fromBase64(key));

const noEntry = (accountId: string): KeyEntryRow => ({
  accountId,
  epoch: 0,
  position: -1,
  version: 0,
  chain: new Uint8Array(hashLength),
  keyHash: null,
  state: 'unavailable',
  checkedAt: null,
  lookedAt: null,
  doubtedAt: null,
  evidence: null,
  mark: null,
});

/** Looks at single entries and keeps what they came to. */
export const createLookAt = (context: Context, reader: LogReader): LookAt => {
  const { store, clock } = context;
  const lookAnew = createLookAnew(context, reader);
  const before = (accountId: string): KeyEntryRow => {
    const row = store.keyEntries.get(accountId) ?? noEntry(accountId);
    return { ...row, mark: row.mark && byNow(row.mark, clock.now()) };
  };

  const unavailable = (accountId: string, key: string | null): void => {
    const row = before(accountId);
    const keyHash = hashOf(key);
    // What was seen of this key stays; that it agreed is good for no longer than it is, looked at or not.
    if (row.keyHash === keyHash) return;
    // A doubt is about the key that it was about.
    store.keyEntries.save({ ...row, keyHash, state: 'unavailable', doubtedAt: null });
  };

  /** Keeps what an entry came to; a doubt becomes a contradiction when it is still there after a while. */
  const keep = (
    row: KeyEntryRow,
    key: string,
    seen: Pick<KeyEntryRow, 'epoch' | 'position' | 'version' | 'chain' | 'mark'>,
    judgement: EntryJudgement,
    proof: () => Pick<EntryProof, 'note' | 'lookup' | 'marks'>,
    isOwn: boolean,
  ): Looked => {
    const now = clock.now();
    const keyHash = toKeyHash(fromBase64(key));
    const next: KeyEntryRow = { ...row, ...seen, keyHash };
    const found = (kind: EntryProof['kind']): void => {
      const { accountId, epoch, version, chain } = row;
      const seenBefore = { epoch, version, chain: toBase64(chain) };
      const of = { accountId, kind, foundAt: now, keyInUse: key, seen: seenBefore };
      keepProof(store, { ...of, ...proof() });
      if (!isOwn) return;
      const isOfOwnKeys = judgement === 'other_state';
      const alarm = { accountId, keyHash, epoch: seen.epoch, isOfOwnKeys, foundAt: now };
      raiseOwnAlarm(store.meta, alarm);
    };
    // What it does not say now is nothing to go on with.
    if (isOwn && (judgement !== 'agrees' || row.evidence !== null))
      keepAnew(store.meta, row.accountId, null);
    if (judgement === 'other_history') {
      store.keyEntries.save({ ...row, keyHash, state: 'contradicts', evidence: judgement });
      found('other_history');
      return 'contradicts';
    }
    if (judgement === 'agrees') {
      store.keyEntries.save({ ...next, state: 'agrees', checkedAt: now, doubtedAt: null });
      if (isOwn && row.evidence === null) {
        const chain = toBase64(seen.chain);
        saysAgain(store.meta, row.accountId, { ...seen, chain, keyHash, checkedAt: now });
      }
      return 'agrees';
    }
    if (judgement === 'gone') {
      // Nobody can be told any more what it said: nor need they be.
      const state = row.keyHash === keyHash ? row.state : 'unavailable';
      store.keyEntries.save({ ...next, state, checkedAt: now, doubtedAt: null });
      return 'agrees';
    }
    const doubtedAt = row.keyHash === keyHash ? notAfter(row.doubtedAt ?? now, now) : now;
    const isOver = now - doubtedAt >= patienceMs;
    const was = row.keyHash === keyHash ? row.state : 'unavailable';
    const state = isOver ? 'contradicts' : was;
    // What a doubt is about is looked at again: what was seen stays what it was.
    store.keyEntries.save({ ...row, keyHash, state, doubtedAt });
    if (isOver) found('other_key');
    return isOver ? 'contradicts' : 'doubt';
  };

  /** Proves what the entry says under a head, at those that are due, and since it was looked at last; null where too little was told for that. */
  const prove = async (
    under: LookUnder,
    kept: KeyEntryRow,
    key: string,
    rule: OwedLookRule,
  ): Promise<ProvedLook | null> => {
    const { head, heads } = under;
    const { epoch, size } = head;
    // Positions of another epoch say nothing in this one.
    const row =
      kept.epoch === epoch ? kept : { ...kept, position: -1, mark: inNewEpoch(kept.mark) };
    const ask = createAskEntry(under, reader, kept.accountId, key);
    const positions = await rule.toLookAt(row, heads);
    if (positions === 'untold') return null;
    const atPositions = await ask.each(positions === 'disordered' ? [] : positions);
    if (atPositions === null) return null;
    const { looks: marked, lookups } = atPositions;
    const lowest = Math.min(row.version, ...marked.map(({ version }) => version));
    let told = await ask.at(size - 1, Math.max(0, lowest - 1));
    const follows = told && continues(told.entry, row, epoch);
    // A backup was put back, and the log accounted for it: the entry is looked at as if for the first time.
    const isRestored = follows === 'restored';
    if (isRestored) told = await ask.at(size - 1, 0);
    if (told === null || follows === 'untold') return null;
    const { entry, lookup } = told;
    const { version } = entry;
    const newest = { position: size - 1, version, chain: entry.chains.at(-1) ?? row.chain };
    const looks: EntryLook[] = [...marked, newest];
    if (row.position >= 0) looks.push(row);
    if (row.mark && row.mark.position >= 0) looks.push({ ...row.mark, chain: null });
    const history = areOneHistory(entry, looks);
    if (history === 'untold') return null;
    const isOther = follows === 'no' || history === 'no' || positions === 'disordered';
    const known = isRestored ? { ...row, checkedAt: null } : row;
    const news = toldFrom(entry, isRestored ? 0 : Math.max(0, row.version - 1));
    // At the first look what versions before the newest one said is nothing that was met.
    const isFirst = row.version === 0 || isRestored;
    const states = isFirst ? news.states.slice(-1) : news.states;
    return { row, known, news, states, isOther, marked, newest, lookup, lookups };
  };

  const lookAt = async (
    under: LookUnder,
    accountId: string,
    key: string,
    rule: OwedLookRule,
    judge: (entry: ProvedEntry, row: KeyEntryRow) => EntryJudgement | Promise<EntryJudgement>,
  ): Promise<Looked> => {
    const { asking, head } = under;
    const { epoch } = head;
    const kept = before(accountId);
    const proved = await prove(under, kept, key, rule);
    if (proved === null) return 'behind';
    const { row, known, newest, lookup } = proved;
    const { chain, version } = newest;
    const judgement = proved.isOther ? 'other_history' : await judge(proved.news, known);
    const now = clock.now();
    const mark = rule.next(row, proved.marked, newest, now);
    const seen = { epoch, ...newest, mark };
    const isOwn = accountId === asking.account.accountId;
    const isStale = mark !== null && now - mark.since >= goodForMs;
    const settle = (): Looked => {
      const proof = () => ({ note: head.note, lookup, marks: proved.lookups });
      if (judgement !== 'agrees' || !isStale) return keep(kept, key, seen, judgement, proof, isOwn);
      const keyHash = hashOf(key);
      store.keyEntries.save({ ...row, ...seen, keyHash, state: 'unavailable', doubtedAt: null });
      return 'stale';
    };
    const said = { accountId, key, states: proved.states, headAt: lookup.time };
    const isSeenFirst = isOwn && known.checkedAt === null && judgement === 'other_key';
    // With what proves it, and with the devices of versions that are looked at no more; or not at all.
    const [came, isNews] = store.transaction(() => {
      const settled = settle();
      if (isOwn) {
        const last = { ...seen, chain: toBase64(chain), mark: owedFrom(newest, now) };
        keepSeen(store.meta, accountId, last);
      }
      if (isSeenFirst && version > 0) keepOwnDoubt(store.meta, { accountId, epoch, version });
      const isPast = settled === 'agrees' || settled === 'stale';
      return [settled, isPast && logDevices(context, said, isOwn)] as const;
    });
    const tell = (): void =>
      isOwn
        ? context.emit('encryption.ownChanged', {})
        : context.emit('encryption.changed', { accountId });
    if (isNews) tell();
    if (came === 'agrees' && !isOwn && (await certifyDevices(context, asking, said))) tell();
    return came;
  };

  return {
    unavailable,
    contact: (under, accountId, key) =>
      lookAt(under, accountId, key, owedOfContact, (entry, row) =>
        judgeContact(entry, key, row.state === 'agrees' && row.keyHash === hashOf(key)),
      ),
    own: (under, key) => {
      const { asking } = under;
      const { accountId } = asking.account;
      const alarm = ownAlarm(store.meta, accountId);
      if (alarm && alarm.keyHash !== hashOf(key)) return lookAnew(under, key);
      return lookAt(under, accountId, key, owedByOwner, async (entry, row) => {
        const { devices } = await asking.api('listDevices', {});
        // The key at the last look is among the versions from that one on: it was judged then.
        const [first] = entry.states;
        const isFirst = row.checkedAt === null;
        const doubted = isFirst ? doubtedFrom(store.meta, accountId, under.head.epoch) : null;
        const judged = doubted === null ? entry : toldFrom(entry, doubted - 1);
        const lastLooked = !isFirst && first && first !== 'untold' ? first.identityKey : key;
        const kept = formerKeysOf(store.meta, accountId);
        const isKnown = lastLooked === key || kept.includes(lastLooked);
        const formerKeys = isKnown ? kept : [lastLooked, ...kept];
        const isNewestAlone = isFirst && doubted === null;
        return judgeOwn(judged, { identityKey: key, formerKeys, devices }, isNewestAlone);
      });
    },
  };
};
