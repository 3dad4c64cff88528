import type { SharedItem } from '../../../contract/ipc/disclosures.ts';
import { toDayKey } from '../../i18n/formats.ts';

export type Day = { readonly key: string; readonly at: number; readonly items: SharedItem[] };

/** Items by the calendar day of the person, in the order in which they come. */
export const toDays = (items: readonly SharedItem[]): Day[] => {
  const days: Day[] = [];
  for (const item of items) {
    const key = toDayKey(item.at);
    const last = days.at(-1);
    if (last?.key === key) last.items.push(item);
    else days.push({ key, at: item.at, items: [item] });
  }
  return days;
};
