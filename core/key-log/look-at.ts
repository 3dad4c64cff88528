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
  firstKnown,
  judgeContact,
  judgeOwn,
  keysOf,
  type Looked,
  type OwnKeys,
  strangerIn,
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
import { doubtedFrom, endOwnDoubt, keepOwnDoubt, outlivedDoubt } from './own-doubt.ts';
import { keepOwnFirst, ownFirst } from './own-first.ts';
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

/** What an entry came to; of the own one also the keys that the account had, and by which it was judged. */
interface Judged {
  readonly judgement: EntryJudgement;
  readonly own: {
    readonly keys: readonly string[];
    readonly stranger: ReturnType<typeof strangerIn>;
    /** The first version by which it was judged. */
    readonly from: number;
  } | null;
}

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
    { judgement, own }: Judged,
    proof: () => Pick<EntryProof, 'note' | 'lookup' | 'marks'>,
  ): Looked => {
    const now = clock.now();
    const keyHash = toKeyHash(fromBase64(key));
    const next: KeyEntryRow = { ...row, ...seen, keyHash };
    const { accountId } = row;
    const isOwn = own !== null;
    const toProof = (kind: EntryProof['kind']): EntryProof => {
      const { epoch, version, chain } = row;
      const seenBefore = { epoch, version, chain: toBase64(chain) };
      return { accountId, kind, foundAt: now, keyInUse: key, seen: seenBefore, ...proof() };
    };
    const raise = (epoch: number, isOfOwnKeys: boolean): void =>
      raiseOwnAlarm(store.meta, { accountId, keyHash, epoch, isOfOwnKeys, foundAt: now });
    const found = (kind: EntryProof['kind']): void => {
      keepProof(store, toProof(kind));
      if (isOwn) raise(seen.epoch, judgement === 'other_state');
    };
    // What it does not say now is nothing to go on with.
    if (isOwn && (judgement !== 'agrees' || row.evidence !== null))
      keepAnew(store.meta, row.accountId, null);
    if (judgement === 'other_history') {
      store.keyEntries.save({ ...row, keyHash, state: 'contradicts', evidence: judgement });
      found('other_history');
      return 'contradicts';
    }
    const doubtedAt = row.keyHash === keyHash ? notAfter(row.doubtedAt ?? now, now) : now;
    const isOver = now - doubtedAt >= patienceMs;
    // What a doubt is about is looked at again: what was seen stays what it was.
    const stay = (isContradicted: boolean): void => {
      const was = row.keyHash === keyHash ? row.state : 'unavailable';
      const state = isContradicted ? 'contradicts' : was;
      store.keyEntries.save({ ...row, keyHash, state, doubtedAt });
    };
    if (isOwn && judgement === 'other_key' && own.stranger !== null) {
      const { version, key: stranger } = own.stranger;
      const { epoch } = seen;
      keepOwnDoubt(store.meta, {
        accountId,
        epoch,
        version,
        stranger,
        proof: toProof('other_key'),
      });
    }
    if (judgement === 'agrees') {
      const outlived = own && outlivedDoubt(store.meta, accountId, seen.epoch, own.keys);
      // Whoever looked meanwhile was told that key: an epoch that begins without it takes nothing back.
      if (outlived && ownAlarm(store.meta, accountId)?.isOfOwnKeys !== false) {
        if (!isOver) {
          stay(false);
          return 'doubt';
        }
        keepProof(store, outlived.proof);
        raise(outlived.epoch, false);
      }
      if (isOwn) {
        endOwnDoubt(store.meta);
        keepOwnFirst(store.meta, accountId, own.from);
      }
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
    stay(isOver);
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
    const known: KeyEntryRow = isRestored ? { ...row, state: 'unavailable', checkedAt: null } : row;
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
    judge: (entry: ProvedEntry, row: KeyEntryRow) => Judged | Promise<Judged>,
  ): Promise<Looked> => {
    const { asking, head } = under;
    const { epoch } = head;
    const kept = before(accountId);
    const proved = await prove(under, kept, key, rule);
    if (proved === null) return 'behind';
    const { row, known, newest, lookup } = proved;
    const { chain } = newest;
    const isOwn = accountId === asking.account.accountId;
    const judged: Judged = proved.isOther
      ? { judgement: 'other_history', own: isOwn ? { keys: [], stranger: null, from: 0 } : null }
      : await judge(proved.news, known);
    const now = clock.now();
    const mark = rule.next(row, proved.marked, newest, now);
    const seen = { epoch, ...newest, mark };
    const isStale = mark !== null && now - mark.since >= goodForMs;
    const settle = (): Looked => {
      const proof = () => ({ note: head.note, lookup, marks: proved.lookups });
      if (judged.judgement !== 'agrees' || !isStale) return keep(kept, key, seen, judged, proof);
      const keyHash = hashOf(key);
      store.keyEntries.save({ ...row, ...seen, keyHash, state: 'unavailable', doubtedAt: null });
      return 'stale';
    };
    const said = { accountId, key, states: proved.states, headAt: lookup.time };
    // With what proves it, and with the devices of versions that are looked at no more; or not at all.
    const [came, isNews] = store.transaction(() => {
      const settled = settle();
      if (isOwn) {
        const last = { ...seen, chain: toBase64(chain), mark: owedFrom(newest, now) };
        keepSeen(store.meta, accountId, last);
      }
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

  /**
   * From which version on the own entry is judged where no look at it agreed yet: which keys the account had before those that are known here this device
   * does not know. The newest in any case.
   */
  const firstJudged = (entry: ProvedEntry, own: OwnKeys, { asking, head }: LookUnder): number => {
    const { accountId } = asking.account;
    const first = ownFirst(store.meta, accountId);
    const keys = keysOf(own);
    // What stood before the key with which the person went on is left to the past.
    const gone = keys.findIndex((one) => hashOf(one) === first?.keyHash);
    const known = [
      firstKnown(entry, keys.slice(Math.max(0, gone))),
      first?.version ?? null,
      doubtedFrom(store.meta, accountId, head.epoch),
    ].filter((version) => version !== null);
    return Math.min(entry.version, ...known);
  };

  return {
    unavailable,
    contact: (under, accountId, key) =>
      lookAt(under, accountId, key, owedOfContact, (entry, row) => {
        const knew = row.state === 'agrees' && row.keyHash === hashOf(key);
        const isAsked = store.keyChanges.get(accountId) !== null;
        return { judgement: judgeContact(entry, key, { knew, isAsked }), own: null };
      }),
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
        const lastLooked = !isFirst && first && first !== 'untold' ? first.identityKey : key;
        const kept = formerKeysOf(store.meta, accountId);
        const isKnown = lastLooked === key || kept.includes(lastLooked);
        const formerKeys = isKnown ? kept : [lastLooked, ...kept];
        const own: OwnKeys = { identityKey: key, formerKeys, devices };
        const judged = isFirst ? toldFrom(entry, firstJudged(entry, own, under) - 1) : entry;
        const stranger = strangerIn(judged, own);
        return {
          judgement: judgeOwn(judged, own),
          own: { keys: keysOf(own), stranger, from: judged.from + 1 },
        };
      });
    },
  };
};
