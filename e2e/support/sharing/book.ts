import type { DisclosedPayload } from '../../../contract/disclosure/affiliate.ts';
import type { Purpose } from '../../../contract/policy/purposes.ts';
import type { Entry } from '../../../peers/affiliate-sandbox/affiliate.ts';

/** What the affiliate holds for a purpose. */
export const heldFor = (book: readonly Entry[], purpose: Purpose): readonly DisclosedPayload[] =>
  book.flatMap((entry) =>
    entry.what === 'held' && entry.payload.purpose === purpose ? [entry.payload] : [],
  );

/** It had something for this purpose, and has nothing of it any more. */
export const isForgotten =
  (purpose: Purpose) =>
  (book: readonly Entry[]): boolean =>
    heldFor(book, purpose).length === 0 &&
    book.some((entry) => entry.what === 'gone' && entry.purpose === purpose);

/** It holds something for each of these purposes, and may hold more. */
export const holds =
  (...purposes: readonly Purpose[]) =>
  (book: readonly Entry[]): boolean =>
    purposes.every((purpose) => heldFor(book, purpose).length > 0);
