import type { ErrorBody } from '../../../contract/errors/coded-error.ts';

/** A record of a choice, by this device or another of the account. */
export interface ChoiceRow {
  /** Grows with the time of writing here. */
  readonly id: number;
  /** SHA-256 of the record's bytes as they were written, 64 hex digits. */
  readonly hash: string;
  /** Canonical JSON, byte for byte. */
  readonly record: string;
  /** The device's, base64. */
  readonly signature: string;
  readonly own: boolean;
  /** What the server said of it; null while it has not, or when a restored server has it no more. */
  readonly ordered: OrderOfChoice | null;
  /** The server once had it. */
  readonly taken: boolean;
  /** Why the server refused it for good. */
  readonly problem: ErrorBody | null;
  readonly problemRead: boolean;
}

export interface OrderOfChoice {
  readonly order: number;
  readonly receivedAt: number;
  readonly forked: boolean;
  /** The server's, base64. */
  readonly counterSignature: string;
}

export type NewChoice = Pick<ChoiceRow, 'hash' | 'record' | 'signature' | 'own'>;

export interface PolicyRow {
  readonly hash: string;
  /** The published JSON, as it came. */
  readonly document: string;
  /** The server's, base64. */
  readonly signature: string;
}

/** Choices about data sharing, and the policies they speak of. */
export interface ChoicesRepository {
  /** Every record; ordered ones first and by their order, then the others as they were written. The same array until one changes. */
  all(): readonly ChoiceRow[];
  /** Adds a record that waits for the server. */
  add(choice: NewChoice): void;
  /** Puts another record into a row's place: signed again after one before it was refused. */
  replace(id: number, choice: Omit<NewChoice, 'own'>): void;
  /** The server has it at this place; adds it when it is not here. */
  order(choice: NewChoice, ordered: OrderOfChoice): void;
  /** Forgets every place, before the server's list is taken anew. Inside a transaction. */
  forgetOrders(): void;
  refuse(id: number, problem: ErrorBody): void;
  readRefusals(): void;
  remove(id: number): void;
  /** Hash of the own record written last, kept twice; null for none. Undefined when neither can be read. */
  tail(): string | null | undefined;
  setTail(hash: string | null): void;
  /** What was shown as a choice was made; the same again is kept once. */
  keepShown(hash: string, content: string): void;
  shown(hash: string): string | null;
  policies(): readonly PolicyRow[];
  /** Keeps a version; one that is here gets the signature. */
  keepPolicy(policy: PolicyRow): void;
  /** Everything but policies, when another account begins. */
  clear(): void;
}
