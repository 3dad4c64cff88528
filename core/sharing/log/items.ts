import type { Opening } from '../../../contract/disclosure/opening.ts';
import type { SharedItem } from '../../../contract/ipc/disclosures.ts';
import type { KeptDisclosure } from '../../store/types/disclosures.ts';
import type { SharingContext } from '../reading.ts';
import { type AboutToSend, readDisclosed } from './disclosed.ts';
import { readKept } from './listing.ts';
import { canRestOn } from './rests-on.ts';

const lastOf = <K extends Opening['kind']>(openings: readonly Opening[], kind: K) =>
  openings
    .filter((one): one is Extract<Opening, { kind: K }> => one.kind === kind)
    .reduce<Extract<Opening, { kind: K }> | null>(
      (last, one) => (last === null || one.at >= last.at ? one : last),
      null,
    );

/** What a person sees of these; one whose opening says nothing is left out, and has raised an alarm. */
export const toItems = (
  { reading }: Pick<SharingContext, 'reading'>,
  rows: readonly KeptDisclosure[],
): SharedItem[] => {
  const made = new Map(reading.ledger().entries.map(({ row, read }) => [row.hash, read] as const));
  const restsOn = (about: AboutToSend): Pick<SharedItem, 'restsOnAt' | 'leftTicked'> => {
    const record = made.get(about.recordHash);
    if (!record || !canRestOn(record, about)) return { restsOnAt: null, leftTicked: false };
    const leftTicked = record.decisions.some(
      ({ purpose, recipient, state }) =>
        purpose === about.purpose && recipient === about.recipient && state === 'notified',
    );
    return { restsOnAt: record.at, leftTicked };
  };
  return rows.flatMap((row): SharedItem[] => {
    const kept = readKept(row);
    const found = kept && readDisclosed(kept);
    if (!kept || !found?.about) return [];
    const { purpose, recipient, policy, fields, at } = found.about;
    const outcome = lastOf(found.openings, 'outcome');
    return [
      {
        disclosureId: kept.disclosureId,
        number: kept.number,
        at,
        purpose,
        recipient,
        policy,
        fields: [...fields],
        payload: kept.payload,
        outcome: outcome?.outcome ?? null,
        outcomeAt: outcome?.at ?? null,
        deletionAskedAt: lastOf(found.openings, 'deletion_asked')?.at ?? null,
        deletionConfirmedAt: lastOf(found.openings, 'deletion_confirmed')?.at ?? null,
        ...restsOn(found.about),
        check: row.verdict,
      },
    ];
  });
};
