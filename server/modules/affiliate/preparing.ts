import type { Sharing } from '../../../contract/consent/decide.ts';
import type { Batch, DisclosedPayload } from '../../../contract/disclosure/affiliate.ts';
import type { RandomBytes } from '../../platform/random.ts';
import type {
  DueDeletion,
  NewDeletion,
  NewDisclosure,
  NewDraw,
  NewIntent,
  NewOutcome,
} from '../../store/types/affiliate.ts';
import type { AccountRef } from '../../store/types.ts';
import type { Pseudonym } from './draws.ts';
import type { Flying } from './outcomes.ts';

export interface PrepareContext {
  readonly decide: (account: AccountRef) => Promise<Sharing | null>;
  readonly pseudonym: Pseudonym;
  readonly random: RandomBytes;
  readonly now: number;
  /** By then what begins now has ended. */
  readonly landedAt: number;
  readonly name: string;
  readonly recipients: ReadonlySet<string>;
}

/** Collects one turn: what is to be written, and what is sent after that. */
export interface Preparing {
  readonly change: {
    readonly dropIntents: number[];
    readonly postponeIntents: { id: number; nextAt: number }[];
    readonly intents: NewIntent[];
    /** By account, recipient and purpose. */
    readonly draws: Map<string, NewDraw>;
    readonly begun: NewDisclosure[];
    readonly outcomes: NewOutcome[];
    readonly askDeletion: NewDeletion[];
    readonly deletions: DueDeletion[];
  };
  readonly deletions: Flying[];
  readonly again: Flying[];
  /** In the order of `change.begun`. */
  readonly begun: ((ref: number) => Flying)[];
}

export const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** An occasion that is older tells nothing any more; a disclosure that was not acknowledged by then is given up. */
export const patienceMs = 7 * dayMs;

export const disclosureItem = (id: string, payload: string): Batch['items'][number] => ({
  id,
  kind: 'disclosure',
  payload: JSON.parse(payload) as DisclosedPayload,
});
