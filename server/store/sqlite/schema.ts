import type { ColumnType, Generated } from 'kysely';
import type { FormerTokenReason } from '../types.ts';

type Blob = ColumnType<Uint8Array<ArrayBuffer>>;

/** The tables as Kysely sees them. Keys stand as JSON of the contract's shapes. */
export interface Schema {
  accounts: {
    ref: Generated<number>;
    id: string;
    number: string;
    identity_key: string;
    username: string | null;
    created_at: number;
    unconfirmed: Generated<number>;
    sure_order: Generated<number | null>;
    last_device_id: Generated<number>;
  };
  findable_numbers: { number: string; account_ref: number; account_id: string };
  devices: {
    ref: Generated<number>;
    account_ref: number;
    device_id: number;
    registration_id: number;
    token_hash: Blob;
    signing_key: string;
    signing_key_signature: string;
    signed_pre_key: string;
    last_resort_kyber_pre_key: string;
    created_at: number;
    sealed_name: Generated<string | null>;
    active_day: Generated<string | null>;
    choices_from_sequence: Generated<number | null>;
  };
  device_sequences: { device_ref: number; reserved_seq: number };
  one_time_keys: { device_ref: number; kind: 'ec' | 'kyber'; key_id: number; key: string };
  /** The greatest id that a device ever published, of each kind. */
  last_key_ids: { device_ref: number; kind: 'ec' | 'kyber'; key_id: number };
  /** Written by the first format only. */
  spent_keys: { device_ref: number; digest: Blob };
  /** Tokens that were replaced or went with their account; `account_ref` while that stands. */
  former_tokens: {
    token_hash: Blob;
    reason: FormerTokenReason;
    account_ref: number | null;
    expires_at: number;
    /** Sealed to the device, base64. */
    farewell: Generated<string | null>;
  };
  /** Devices that are no more, while something that they sent may wait. */
  removed_devices: { ref: number; account_ref: number; removed_at: number };
  /** `device_ref`: who asked for it; `added_ref`: whom it added. */
  link_tickets: {
    device_ref: number;
    token_hash: Blob;
    expires_at: number;
    added_ref: number | null;
  };
  account_manifests: { account_ref: number; version: number; content: string };
  registrations: {
    id: string;
    number: string;
    code_hash: Blob;
    tries_left: number;
    expires_at: number;
    token_hash: Blob | null;
  };
  envelopes: {
    id: Generated<number>;
    device_ref: number;
    seq: number;
    sender_ref: number;
    accepted_at: number;
    body: Blob;
  };
  policies: {
    position: Generated<number>;
    id: string;
    hash: string;
    published_at: number;
    document: string;
  };
  consent_records: {
    account_ref: number;
    position: number;
    hash: string;
    device_id: number;
    record: string;
    signature: string;
    received_at: number;
    forked: number;
    counter_signature: string;
    last: string;
  };
  reports: {
    place: Generated<number>;
    id: string;
    reporter_ref: number;
    about: string;
    note: string;
    messages: string;
    received_at: number;
    closed_at: number | null;
  };
  profile_fields: {
    account_ref: number;
    field: string;
    token_hash: Blob;
    content: Blob;
  };
  delivery_tokens: { account_ref: number; token_hash: Blob };
  sealed_tokens: { account_ref: number; token_hash: Blob };
  sends: { sender_ref: number; client_message_id: Blob; accepted_at: number };
}
