import { hashOf } from '../canonical-json.ts';
import type { Purpose } from '../policy/purposes.ts';

/** Exactly what stood before the person when they decided. */
export interface Shown {
  readonly language: 'en' | 'ms';
  /** Hash of the version that was shown. */
  readonly policyHash: string;
  /** Every text, in the order in which it is read, the labels of buttons included. */
  readonly texts: readonly string[];
  /** Each box or switch, as it stood before it was touched. */
  readonly boxes: readonly {
    readonly purpose: Purpose;
    readonly recipient: string;
    readonly ticked: boolean;
  }[];
}

/** SHA-256 of the canonical JSON of what was shown, 64 hex digits: the `shown` of a record. */
export const shownHash = ({ language, policyHash, texts, boxes }: Shown): string =>
  hashOf({
    language,
    policyHash,
    texts,
    boxes: boxes.map(({ purpose, recipient, ticked }) => ({ purpose, recipient, ticked })),
  });
