export interface UsageAnswer {
  /** Hash of the policy version under which it was drawn. */
  readonly policy: string;
  /** The true range. */
  readonly bucket: string;
  /** What is answered for it, always. */
  readonly answer: string;
  /** What the answer cost, in hundredths; 0 while it was not handed over. */
  readonly epsilonHundredths: number;
  /** ε of the draw, in hundredths; null where it is not known any more. */
  readonly drawnHundredths: number | null;
}

/** How often the app was opened, and the answers with noise that are given about it. */
export interface UsageRepository {
  /** Counts one more opening on a day, as in `2026-11-22`. */
  opened(day: string): void;
  /** Oldest first. */
  days(): readonly { readonly day: string; readonly opens: number }[];
  /** Forgets days before `day`. */
  forgetBefore(day: string): void;
  forgetDays(): void;
  /** In the order in which they were drawn. */
  answers(policy: string): readonly UsageAnswer[];
  /** What was drawn first for a range with this ε, under whichever version. */
  drawnBefore(bucket: string, drawnHundredths: number): string | undefined;
  /** Keeps an answer; the first for a range of a policy stays, only its cost is written. */
  keepAnswer(answer: UsageAnswer): void;
  clear(): void;
}
