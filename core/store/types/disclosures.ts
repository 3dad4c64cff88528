/** failed: it was found to contradict itself, or to be gone; it stays so. */
export type Verdict = 'unchecked' | 'checked' | 'failed';

/** One disclosure, as the server showed it. */
export interface KeptDisclosure {
  readonly disclosureId: string;
  readonly number: number;
  /** JSON, as of `disclosureSchema`. */
  readonly content: string;
  readonly verdict: Verdict;
}

/** What was shown of what left; belongs to the account. */
export interface DisclosuresRepository {
  get(disclosureId: string): KeptDisclosure | null;
  /** Inserts or replaces. */
  keep(disclosure: KeptDisclosure): void;
  /** Numbers from `from` up to and without `before`, newest first. */
  between(from: number, before: number): readonly KeptDisclosure[];
  /** The number of the one that is `count` places below `before`; 0 when there are no more than that. */
  floor(before: number, count: number): number;
  count(): number;
  /** Of what is kept, in UTF-8. */
  bytes(): number;
  clear(): void;
}
