import type { Shown } from '../../../contract/consent/shown.ts';
import { type ChosenPurpose, isChosenPurpose } from '../../../contract/policy/purposes.ts';
import type { ChangedRow } from './to-rows.ts';

export type Answer = {
  readonly shown: Shown;
  readonly choices: { purpose: ChosenPurpose; recipient: string; ticked: boolean }[];
};

/** What stood on the screen, each box as it was before it was touched, and each box as it stands now. */
export const toAnswer = (
  rows: readonly ChangedRow[],
  isTicked: (row: ChangedRow) => boolean,
  { language, policyHash, texts }: Omit<Shown, 'boxes'>,
): Answer => {
  const boxes = (toTicked: (row: ChangedRow) => boolean) =>
    rows.flatMap((row) =>
      row.ticked !== undefined && isChosenPurpose(row.purpose)
        ? { purpose: row.purpose, recipient: row.recipient, ticked: toTicked(row) }
        : [],
    );
  return {
    shown: { language, policyHash, texts, boxes: boxes(({ ticked }) => ticked ?? false) },
    choices: boxes(isTicked),
  };
};
