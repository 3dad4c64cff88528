import * as z from 'zod/mini';
import { disclosureSchema, openedEntrySchema } from '../../../contract/disclosure/opening.ts';
import { isCodedError } from '../../../contract/errors/coded-error.ts';
import type { Asking } from '../../connection/asking.ts';
import { type Finding, raise } from '../../log/alarms.ts';
import { type EpochTreeHead, includes } from '../../log/compare.ts';
import type { Head } from '../../log/heads.ts';
import { loadKnownLog } from '../../log/known-log.ts';
import type { LogReader } from '../../log/reader.ts';
import type { KeptDisclosure, Verdict } from '../../store/types/disclosures.ts';
import type { SharingContext } from '../reading.ts';
import { type Disclosure, isInPolicy, type PlacedEntry, readDisclosed } from './disclosed.ts';

/** What one page came to. */
export interface Taken {
  /** Numbers from this one up were on it. */
  readonly from: number;
  readonly more: boolean;
  readonly total: number;
  /** Something on it was not known here. */
  readonly fresh: boolean;
  /** An entry is not under a signed checkpoint that was seen here. */
  readonly waits: boolean;
  /** Something of it found no room any more. */
  readonly isFull: boolean;
}

/** What entries are held against. */
export interface Proving {
  /** Of the present epoch. */
  readonly head: Head;
  /** What an earlier epoch was, as seen here or named by those since; null for a place that they do not name. */
  readonly former: (epoch: number, index: number) => Promise<EpochTreeHead | null>;
  readonly reader: LogReader;
}

const keptEntrySchema = z.extend(openedEntrySchema, {
  /** The epoch that was the present one when it was shown first; absent where none was known. */
  shownIn: z.optional(z.int()),
});
const keptSchema = z.extend(disclosureSchema, { entries: z.array(keptEntrySchema) });
type Kept = z.infer<typeof keptSchema>;
const mostEntries = 64;
/** What a server may have this computer keep: what an honest one shows in some tens of years. */
const mostKeptBytes = 67_108_864;

/** What was kept of a disclosure; null when that reads no more. */
export const readKept = ({ content }: Pick<KeptDisclosure, 'content'>): Kept | null => {
  try {
    const parsed = keptSchema.safeParse(JSON.parse(content));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

type Entry = Disclosure['entries'][number];
const isSame = (one: Entry, other: Entry): boolean =>
  one.epoch === other.epoch &&
  one.index === other.index &&
  one.nonce === other.nonce &&
  one.opening === other.opening;

/** A restored backup has lost what was shown before the present epoch began; what was shown since may not go, whatever epoch it names. */
const mayBeLost = ({ epoch, shownIn = epoch }: Kept['entries'][number], presentEpoch: number) =>
  Math.max(epoch, shownIn) < presentEpoch;

const lacks = (before: Kept, now: Disclosure, presentEpoch: number): boolean =>
  before.number !== now.number ||
  before.entries.some(
    (entry) =>
      !mayBeLost(entry, presentEpoch) && !now.entries.some((other) => isSame(entry, other)),
  );

const together = (before: Kept | null, now: Disclosure, presentEpoch?: number): Kept => {
  const earlier = before?.entries ?? [];
  const lost = earlier.filter((entry) => !now.entries.some((other) => isSame(entry, other)));
  const shown = now.entries.map((entry) => {
    const shownIn = earlier.find((other) => isSame(entry, other))?.shownIn ?? presentEpoch;
    return { ...entry, ...(shownIn !== undefined && { shownIn }) };
  });
  return { ...now, entries: [...lost, ...shown].slice(0, mostEntries) };
};

/** Whether numbers fall by one, from where they must begin to where they must end. */
const isUnbroken = (
  {
    disclosures,
    more,
    total,
  }: { disclosures: readonly Disclosure[]; more: boolean; total: number },
  before: number,
): boolean => {
  const first = before === 0 ? total : Math.min(before - 1, total);
  const falls = disclosures.every(({ number }, index) => number === first - index);
  return falls && (more ? disclosures.length > 0 : first - disclosures.length <= 0);
};

/**
 * Takes pages over into what is kept here, and holds them against the log and against what was shown before. Past `mostBytes` what is new is
 * not kept; what is there stays as it is.
 */
export const createListing = (context: SharingContext, mostBytes = mostKeptBytes) => {
  const { store } = context;

  const check = async (
    found: ReturnType<typeof readDisclosed>,
    proving: Proving | null,
    missing: (placed: PlacedEntry, head: Head) => void,
  ): Promise<Verdict> => {
    if (!proving) return 'unchecked';
    const { head, former, reader } = proving;
    for (const { epoch, index, entry } of found.entries) {
      try {
        const standing = epoch === head.epoch ? head : await former(epoch, index);
        if (!standing || index >= standing.size) return 'unchecked';
        if (await includes(standing, index, entry, reader)) continue;
        // What a restore took with it cannot be told from what was never there.
        if (epoch !== head.epoch) return 'unchecked';
        missing({ epoch, index, entry }, head);
        return 'failed';
      } catch (error) {
        if (!isCodedError(error)) throw error;
        return 'unchecked';
      }
    }
    return 'checked';
  };

  /** Rejects as `api` does. */
  const take = async (
    { api, serverKey }: Pick<Asking, 'api' | 'serverKey'>,
    before: number,
    proving: Proving | null,
  ): Promise<Taken> => {
    const page = await api('listDisclosures', { before });
    const known = loadKnownLog(store.meta, serverKey);
    const presentEpoch = proving?.head.epoch ?? 0;
    const alarm = (finding: Omit<Finding, 'byContact' | 'notes'> & { notes?: string[] }): void =>
      raise(context, serverKey, [known], { notes: [], ...finding, byContact: false });
    const policies = context.reading.published(serverKey).policies;

    let keptBytes = store.disclosures.bytes();
    let isFull = false;
    /** False where it finds no room. */
    const keep = (before: KeptDisclosure | null, now: KeptDisclosure): boolean => {
      const more = byteLength(now.content) - (before ? byteLength(before.content) : 0);
      if (more > 0 && keptBytes + more > mostBytes) {
        isFull = true;
        return false;
      }
      keptBytes += more;
      store.disclosures.keep(now);
      return true;
    };

    const takeOne = async (now: Disclosure): Promise<{ fresh: boolean; waits: boolean }> => {
      const kept = store.disclosures.get(now.disclosureId);
      const earlier = kept && readKept(kept);
      const fail = (kind: 'payload_differs' | 'entry_missing', found: string): Verdict => {
        const disclosures = earlier ? [earlier, now] : [now];
        alarm({ kind, subject: now.disclosureId, disclosures, found });
        return 'failed';
      };
      const whole = together(earlier, now, proving?.head.epoch);
      const content = JSON.stringify(whole);
      if (kept?.verdict === 'failed') return { fresh: false, waits: false };
      if (kept?.verdict === 'checked' && kept.content === content)
        return { fresh: false, waits: false };
      const found = readDisclosed(whole);
      let verdict: Verdict;
      if (earlier && earlier.payload !== now.payload)
        verdict = fail('payload_differs', 'the server showed another payload for one disclosure');
      else if (found.fault)
        verdict = fail(found.fault, 'what opens the entry does not say what the payload says');
      else if (earlier && lacks(earlier, now, presentEpoch))
        verdict = fail('entry_missing', 'the server took back an entry that it had shown');
      else if (
        found.about &&
        !isInPolicy(
          found.about,
          policies.map(({ policy }) => policy),
        )
      )
        verdict = 'failed';
      else
        verdict = await check(found, proving, (placed, head) =>
          alarm({
            kind: 'entry_missing',
            subject: now.disclosureId,
            notes: [head.note],
            disclosures: [now],
            found: `entry ${placed.index} of epoch ${placed.epoch} is not in the log under the signed note`,
          }),
        );
      // What was shown first is not written over by what contradicts it.
      const isTakenBack = verdict === 'failed' && earlier !== null;
      const isKept = keep(kept, {
        disclosureId: now.disclosureId,
        number: now.number,
        content: isTakenBack ? (kept?.content ?? content) : content,
        verdict,
      });
      return {
        fresh: isKept && kept?.content !== content,
        waits: isKept && verdict === 'unchecked',
      };
    };

    let [fresh, waits] = [false, false];
    for (const now of page.disclosures) {
      const one = await takeOne(now);
      fresh ||= one.fresh;
      waits ||= one.waits;
    }
    const last = page.disclosures.at(-1);
    const from = page.more && last ? last.number : 1;
    const upTo = before === 0 ? Number.MAX_SAFE_INTEGER : before;
    if (!isUnbroken(page, before))
      alarm({
        kind: 'entry_missing',
        subject: `numbers ${from}`,
        disclosures: page.disclosures,
        found: `numbers are missing in what the server lists before ${before} of ${page.total}`,
      });
    const listed = new Set(page.disclosures.map(({ disclosureId }) => disclosureId));
    for (const kept of store.disclosures.between(from, upTo)) {
      if (listed.has(kept.disclosureId)) continue;
      const shown = readKept(kept);
      if (shown?.entries.every((entry) => mayBeLost(entry, presentEpoch))) continue;
      alarm({
        kind: 'entry_missing',
        subject: kept.disclosureId,
        disclosures: [shown],
        found: 'the server lists a disclosure no more that it had shown',
      });
      store.disclosures.keep({ ...kept, verdict: 'failed' });
    }
    return { from, more: page.more, total: page.total, fresh, waits, isFull };
  };

  return { take };
};
