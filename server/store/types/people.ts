import type { ProfileField, ReportedMessage } from '../../../contract/wire/people.ts';
import type { AccountRef } from './refs.ts';

export interface NewReport {
  readonly id: string;
  readonly reporter: AccountRef;
  /** Account id. */
  readonly about: string;
  readonly note: string;
  readonly messages: readonly ReportedMessage[];
  readonly receivedAt: number;
}

export interface StoredReport extends Omit<NewReport, 'reporter'> {
  /** Account ids; null for an account that is no more. */
  readonly reporterId: string | null;
  readonly aboutExists: boolean;
  readonly closedAt: number | null;
}

export interface ReportStore {
  /** The same id again is the same report. `full`: the account has `most` kept already. */
  readonly add: (report: NewReport, most: number) => Promise<'taken' | 'full'>;
  /** Newest first. */
  readonly list: (which: 'open' | 'all') => Promise<readonly StoredReport[]>;
  /** By its id or the beginning of it; null when none or several have it. */
  readonly find: (id: string) => Promise<StoredReport | null>;
  /** False when it was closed before. */
  readonly close: (id: string, at: number) => Promise<boolean>;
  /** Removes at most `limit` that came before `before`; gives how many. */
  readonly expire: (before: number, limit: number) => Promise<number>;
}

export interface SealedField {
  readonly tokenHash: Uint8Array<ArrayBuffer>;
  readonly content: Uint8Array<ArrayBuffer>;
}

export interface ProfileStore {
  readonly put: (
    account: AccountRef,
    field: ProfileField,
    sealed: SealedField | null,
  ) => Promise<void>;
  /** The hash of what a reader must show; null when there is no such field, or account. */
  readonly tokenHash: (accountId: string, field: ProfileField) => Promise<Uint8Array | null>;
  readonly content: (accountId: string, field: ProfileField) => Promise<Uint8Array | null>;
}

export interface DeliveryStore {
  /** What others must show to send, and to send sealed; null: nothing, and nobody may. */
  readonly set: (
    account: AccountRef,
    hashes: {
      readonly tokenHash: Uint8Array<ArrayBuffer> | null;
      readonly sealedHash: Uint8Array<ArrayBuffer> | null;
    },
  ) => Promise<void>;
}
