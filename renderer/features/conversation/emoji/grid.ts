import type { MessageId } from '../../../i18n/load-messages.ts';

/** A group of signs under its heading. A sign can stand in several, so a place in the grid has an id of its own. */
export type Section = { readonly id: MessageId; readonly signs: readonly string[] };

export const columns = 8;

export const toPlace = (section: Section, sign: string): string => `${section.id} ${sign}`;

const toRows = (sections: readonly Section[]): string[][] =>
  sections.flatMap((section) => {
    const places = section.signs.map((sign) => toPlace(section, sign));
    return Array.from({ length: Math.ceil(places.length / columns) }, (_, row) =>
      places.slice(row * columns, (row + 1) * columns),
    );
  });

/**
 * Where a key leads from a place: along its row and on to the next, or straight up and down over all sections; `above`
 * from the first row up.
 */
export const toNextPlace = (
  sections: readonly Section[],
  place: string,
  key: string,
): string | undefined => {
  const rows = toRows(sections);
  const row = rows.findIndex((one) => one.includes(place));
  const column = rows[row]?.indexOf(place) ?? 0;
  const all = rows.flat();
  const down = (by: number) => {
    const to = rows[row + by];
    return to?.[Math.min(column, to.length - 1)];
  };
  switch (key) {
    case 'ArrowRight':
      return all[all.indexOf(place) + 1];
    case 'ArrowLeft':
      return all[all.indexOf(place) - 1];
    case 'ArrowDown':
      return down(1);
    case 'ArrowUp':
      return row === 0 ? 'above' : down(-1);
    case 'Home':
      return rows[row]?.[0];
    case 'End':
      return rows[row]?.at(-1);
    default:
      return undefined;
  }
};
