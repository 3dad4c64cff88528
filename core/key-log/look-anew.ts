import { mostDistinguished } from '../../contract/transparency/keys/distinguished.ts';
import type { Context } from '../context.ts';
import { fromBase64, toBase64 } from '../crypto/bytes.ts';
import { toKeyHash } from '../crypto/key-hash.ts';
import type { LogReader } from '../log/reader.ts';
import { createAskEntry } from './ask-entry.ts';
import { keepProof } from './evidence.ts';
import type { LookUnder } from './heads-under.ts';
import {
  areOneHistory,
  type EntryLook,
  isOvertaken,
  judgeAnew,
  type Looked,
} from './judge-entry.ts';
import { byNow, owedFrom } from './owed-look.ts';
import { keepAnew, keepSeen, type OwnSeen, ownAlarm, raiseOwnAlarm } from './own-alarm.ts';
import { goodForMs } from './periods.ts';

const looksOf = ({ position, version, chain, mark }: OwnSeen): readonly EntryLook[] => [
  { position, version, chain: fromBase64(chain) },
  { position: mark.position, version: mark.version, chain: null },
];

/**
 * Looks at the own entry under a key that was made since somebody else stood in it: what it says from that key on, and whether all heads at which
 * everybody looks, since the last look under the key before, show one history. That alone ends nothing: the person does. Rejects as `api` and the
 * reader do.
 */
export const createLookAnew =
  ({ store, clock }: Pick<Context, 'store' | 'clock'>, reader: LogReader) =>
  async (under: LookUnder, key: string): Promise<Looked> => {
    const { asking, head, heads } = under;
    const { accountId } = asking.account;
    const { epoch, size } = head;
    const kept = ownAlarm(store.meta, accountId)?.seen ?? null;
    // Positions of another epoch say nothing in this one.
    const seen = kept?.epoch === epoch ? { ...kept, mark: byNow(kept.mark, clock.now()) } : null;
    const ask = createAskEntry(under, reader, accountId, key);
    const positions = await heads.behind(seen?.mark.position ?? -1);
    if (positions === 'untold') return 'behind';
    const marked = await ask.each(positions === 'disordered' ? [] : positions);
    const told = marked && (await ask.at(size - 1, 0));
    const chain = told?.entry.chains.at(-1);
    if (!marked || !told || !chain) return 'behind';
    const { entry, lookup } = told;
    const { version } = entry;
    const newest = { position: size - 1, version, chain };
    const looks = [...marked.looks, newest, ...(seen ? looksOf(seen) : [])];
    const history = positions === 'disordered' ? 'no' : areOneHistory(entry, looks);
    if (history === 'untold') return 'behind';

    const { devices } = await asking.api('listDevices', {});
    const judgement = judgeAnew(entry, { identityKey: key, devices });
    const now = clock.now();
    const keyHash = toKeyHash(fromBase64(key));
    const look = { epoch, position: size - 1, version, chain: toBase64(chain) };
    const found = { accountId, keyHash, epoch, isOfOwnKeys: false, foundAt: now };
    if (history === 'no' || isOvertaken(entry, key)) {
      const before = kept ?? { epoch, version: 0, chain: '' };
      store.transaction(() => {
        if (history === 'no')
          keepProof(store, {
            accountId,
            kind: 'other_history',
            foundAt: now,
            keyInUse: key,
            note: head.note,
            lookup,
            marks: marked.lookups,
            seen: { epoch: before.epoch, version: before.version, chain: before.chain },
          });
        // Only newer keys leave that behind: it was found under this one.
        raiseOwnAlarm(store.meta, found);
        keepSeen(store.meta, accountId, { ...look, mark: owedFrom(newest, now) });
      });
      return history === 'no' ? 'contradicts' : 'doubt';
    }
    const last = marked.looks.at(-1);
    const mark = last ? owedFrom(last, now) : (seen?.mark ?? owedFrom(newest, now));
    const isStale = now - mark.since >= goodForMs;
    const isAll = marked.looks.length < mostDistinguished;
    const holds = judgement === 'agrees' && isAll && !isStale;
    const anew = { ...look, mark, keyHash, checkedAt: now };
    store.transaction(() => {
      keepSeen(store.meta, accountId, { ...look, mark });
      keepAnew(store.meta, accountId, holds ? anew : null);
    });
    if (holds) return 'agrees';
    return judgement === 'agrees' && isAll ? 'stale' : 'doubt';
  };
