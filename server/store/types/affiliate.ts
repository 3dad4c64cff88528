import type { Outcome } from '../../../contract/disclosure/opening.ts';
import type { Purpose } from '../../../contract/policy/purposes.ts';
import type { AccountRef } from './refs.ts';

/** Row number of a disclosure; it never leaves the server and is never used again. */
export type DisclosureRef = number;

/** One purpose of one account with one recipient. */
export interface SharedPurpose {
  readonly accountRef: AccountRef;
  readonly recipient: string;
  readonly purpose: Purpose;
}

/** Somebody wants something to be sent; whether it may be is decided when it is sent. */
export interface NewIntent extends SharedPurpose {
  /** JSON: values of fields that are known only now. */
  readonly values: string;
  readonly createdAt: number;
}

/** What the next payload of a purpose carries. */
export interface StoredDraw {
  readonly deletionHandle: string;
  /** What the pseudonym is made with. */
  readonly rotation: string;
}

/** What only a device knows, of one day; of each day and purpose the first counts. */
export interface SubmittedDay extends NewIntent {
  readonly day: string;
}

export interface Intent extends NewIntent {
  readonly id: number;
  readonly accountId: string;
  readonly number: string;
  readonly draw: StoredDraw | null;
}

export interface NewDraw extends SharedPurpose {
  readonly draw: StoredDraw;
}

/** A commitment for the log with what opens it. */
export interface NewEntry {
  readonly nonce: Uint8Array<ArrayBuffer>;
  /** Canonical JSON. */
  readonly opening: string;
  /** 32 bytes. */
  readonly entry: Uint8Array<ArrayBuffer>;
}

export interface NewDisclosure extends SharedPurpose {
  readonly disclosureId: string;
  readonly policy: string;
  readonly payload: string;
  readonly deletionHandle: string;
  /** The id under which its deletion would be asked for. */
  readonly deletionId: string;
  readonly recordHash: string;
  readonly begunAt: number;
  /** When it is looked at again unless it ended before. */
  readonly nextAt: number;
  readonly aboutToSend: NewEntry;
}

/** A disclosure that has not ended. */
export interface OpenDisclosure extends SharedPurpose {
  readonly ref: DisclosureRef;
  readonly disclosureId: string;
  readonly policy: string;
  readonly payload: string;
  readonly deletionId: string;
  readonly recordHash: string;
  readonly begunAt: number;
  /** Null: it was begun, and the program ended before its outcome was written. */
  readonly outcome: Outcome | null;
  /** How often an answer came that could not be used. */
  readonly refusals: number;
}

/** What is known of a disclosure that still counts: its deletion was not asked for. */
export interface StandingDisclosure {
  readonly ref: DisclosureRef;
  readonly disclosureId: string;
  readonly recipient: string;
  readonly purpose: Purpose;
  readonly payload: string;
  readonly begunAt: number;
  readonly outcome: Outcome | null;
  readonly isOpen: boolean;
}

export interface Deletion {
  readonly id: string;
  readonly recipient: string;
  readonly deletionHandle: string;
  /** Null when its account is no more. */
  readonly disclosure: { readonly ref: DisclosureRef; readonly disclosureId: string } | null;
  readonly refusals: number;
}

/** What waits to be sent, each by the time it is due. */
export interface Due {
  readonly deletions: readonly Deletion[];
  readonly disclosures: readonly OpenDisclosure[];
  readonly intents: readonly Intent[];
}

/** An account with choices that the gateway has not looked at yet. */
export interface ChangedAccount {
  readonly accountRef: AccountRef;
  /** The order of the last record that was looked at. */
  readonly seenOrder: number;
}

export interface NewOutcome {
  readonly ref: DisclosureRef;
  readonly outcome: Outcome | null;
  /** Null: it has ended. */
  readonly nextAt: number | null;
  readonly refusals: number;
  readonly entry: NewEntry | null;
}

export interface NewDeletion {
  readonly ref: DisclosureRef;
  readonly askedAt: number;
  /** Not before then. */
  readonly nextAt: number;
  readonly entry: NewEntry;
}

/** When a deletion is due. */
export interface DueDeletion {
  readonly id: string;
  readonly nextAt: number;
  readonly refusals: number;
}

export interface ConfirmedDeletion {
  readonly id: string;
  readonly at: number;
  readonly entry: NewEntry | null;
}

/** Everything of it in one transaction; what names a disclosure or an account that is no more is passed over. */
export interface AffiliateChange {
  readonly intents?: readonly NewIntent[];
  readonly submitted?: readonly SubmittedDay[];
  /** Adds to what was counted; nothing is kept of accounts that are not counted. */
  readonly activity?: readonly ActivityDay[];
  /** Removes what was counted, and remembers no submitted day, before this day. */
  readonly forgetDays?: readonly {
    readonly accountRef: AccountRef;
    readonly activityBefore: string;
    readonly submittedBefore: string;
  }[];
  readonly dropIntents?: readonly number[];
  readonly postponeIntents?: readonly { readonly id: number; readonly nextAt: number }[];
  /** Removes the intents of these: nothing goes on from before a refusal. */
  readonly refused?: readonly SharedPurpose[];
  readonly draws?: readonly NewDraw[];
  /** Removes every draw of these accounts: other pseudonyms and handles from now on. */
  readonly forgetDraws?: readonly AccountRef[];
  readonly begun?: readonly NewDisclosure[];
  readonly outcomes?: readonly NewOutcome[];
  readonly askDeletion?: readonly NewDeletion[];
  readonly deletions?: readonly DueDeletion[];
  readonly confirmed?: readonly ConfirmedDeletion[];
  readonly looked?: readonly {
    readonly accountRef: AccountRef;
    readonly seenOrder: number;
    readonly nextAt: number;
    /** Whether a purpose that is allowed now has use for what happens on a day. */
    readonly isCounted: boolean;
  }[];
}

export interface StoredEntry {
  readonly epoch: number;
  readonly index: number;
  readonly nonce: Uint8Array;
  readonly opening: string;
}

export interface StoredDisclosure {
  readonly disclosureId: string;
  readonly number: number;
  readonly payload: string;
  readonly entries: readonly StoredEntry[];
}

/** What was counted of an account on a day. */
export interface ActivityDay {
  readonly accountRef: AccountRef;
  /** In UTC, as in `2026-11-22`. */
  readonly day: string;
  readonly messages: number;
  readonly failedSignIns: number;
  readonly limitsHit: number;
}

export interface Suggestion {
  readonly to: AccountRef;
  readonly suggested: AccountRef;
}

/** Nothing is put off for longer. What seems to be was written while the clock was ahead, and is due. */
export const longestWaitMs = 86_400_000;

/** What leaves for the affiliate and what became of it. Leaves of the log are appended in the same transactions. */
export interface AffiliateStore {
  /** Gives the rows of what was begun, in order. */
  readonly commit: (change: AffiliateChange) => Promise<readonly DisclosureRef[]>;
  readonly due: (now: number, limit: number) => Promise<Due>;
  /** Disclosures begun in a former run of the program whose outcome was not written. */
  readonly interrupted: (limit: number) => Promise<readonly OpenDisclosure[]>;
  /** At the start of the program: nothing is on its way any more, and what was is due at once. */
  readonly land: (now: number) => Promise<void>;
  /** Accounts that chose since they were last looked at; kept with the choice itself. */
  readonly changed: (limit: number) => Promise<readonly ChangedAccount[]>;
  /** Accounts to be looked at by now though nobody chose anything. */
  readonly toLookAt: (now: number, limit: number) => Promise<readonly ChangedAccount[]>;
  readonly standing: (account: AccountRef) => Promise<readonly StandingDisclosure[]>;
  /** Intents of an account that wait. */
  readonly waiting: (account: AccountRef) => Promise<readonly Intent[]>;
  readonly draws: (account: AccountRef) => Promise<readonly NewDraw[]>;
  readonly activityOf: (account: AccountRef) => Promise<readonly ActivityDay[]>;
  /** Newest first, those with a number below `before`, and how many there are in all. */
  readonly list: (
    account: AccountRef,
    before: number,
    limit: number,
  ) => Promise<{ readonly disclosures: readonly StoredDisclosure[]; readonly total: number }>;
  /** Whose friend suggestions rest on these handles; of those that were withdrawn none. */
  readonly holders: (handles: readonly string[]) => Promise<ReadonlyMap<string, AccountRef>>;
  /** Puts these in place of all that stand. */
  readonly replaceSuggestions: (pairs: readonly Suggestion[]) => Promise<void>;
  readonly suggestedTo: (
    account: AccountRef,
    limit: number,
  ) => Promise<readonly { readonly accountRef: AccountRef; readonly username: string | null }[]>;
  /** A backup was restored: handles and pseudonyms that were used since may not be used again. */
  readonly forgetAllDraws: () => Promise<void>;
}
