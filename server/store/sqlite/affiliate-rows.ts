import type { Outcome } from '../../../contract/disclosure/opening.ts';
import type { Purpose } from '../../../contract/policy/purposes.ts';
import type {
  ActivityDay,
  ChangedAccount,
  Deletion,
  Intent,
  NewDraw,
  OpenDisclosure,
  StandingDisclosure,
  StoredDraw,
  StoredEntry,
} from '../types/affiliate.ts';
import type { SqlRow } from './connection.ts';
import { bytesIn } from './log-rows.ts';

// Only what the contract's tables name is ever written there.
const purposeIn = (row: SqlRow): Purpose => String(row.purpose) as Purpose;
const outcomeIn = (row: SqlRow): Outcome | null =>
  row.outcome === null ? null : (String(row.outcome) as Outcome);

const drawIn = (row: SqlRow): StoredDraw | null =>
  row.rotation === null || row.rotation === undefined
    ? null
    : { deletionHandle: String(row.draw_handle), rotation: String(row.rotation) };

export const intentColumns = `i.id, i.account_ref, i.recipient, i.purpose, i.details, i.created_at, a.id AS account_id,
  a.number, d.deletion_handle AS draw_handle, d.rotation
  FROM intents i JOIN accounts a ON a.ref = i.account_ref LEFT JOIN draws d
  ON d.account_ref = i.account_ref AND d.recipient = i.recipient AND d.purpose = i.purpose`;

export const toIntent = (row: SqlRow): Intent => ({
  id: Number(row.id),
  accountRef: Number(row.account_ref),
  accountId: String(row.account_id),
  number: String(row.number),
  recipient: String(row.recipient),
  purpose: purposeIn(row),
  values: String(row.details),
  createdAt: Number(row.created_at),
  draw: drawIn(row),
});

export const openColumns =
  'ref, id, account_ref, recipient, purpose, policy, payload, deletion_id, record_hash, begun_at, outcome, refusals';

export const toOpen = (row: SqlRow): OpenDisclosure => ({
  ref: Number(row.ref),
  disclosureId: String(row.id),
  accountRef: Number(row.account_ref),
  recipient: String(row.recipient),
  purpose: purposeIn(row),
  policy: String(row.policy),
  payload: String(row.payload),
  deletionId: String(row.deletion_id),
  recordHash: String(row.record_hash),
  begunAt: Number(row.begun_at),
  outcome: outcomeIn(row),
  refusals: Number(row.refusals),
});

export const toStanding = (row: SqlRow): StandingDisclosure => ({
  ref: Number(row.ref),
  disclosureId: String(row.id),
  recipient: String(row.recipient),
  purpose: purposeIn(row),
  payload: String(row.payload),
  begunAt: Number(row.begun_at),
  outcome: outcomeIn(row),
  isOpen: row.next_at !== null,
});

export const toDeletion = (row: SqlRow): Deletion => ({
  id: String(row.id),
  recipient: String(row.recipient),
  deletionHandle: String(row.deletion_handle),
  disclosure:
    row.disclosure_ref === null
      ? null
      : { ref: Number(row.disclosure_ref), disclosureId: String(row.disclosure_id) },
  refusals: Number(row.refusals),
});

export const toDraw = (row: SqlRow): NewDraw => ({
  accountRef: Number(row.account_ref),
  recipient: String(row.recipient),
  purpose: purposeIn(row),
  draw: { deletionHandle: String(row.deletion_handle), rotation: String(row.rotation) },
});

export const toActivity = (row: SqlRow): ActivityDay => ({
  accountRef: Number(row.account_ref),
  day: String(row.day),
  messages: Number(row.messages),
  failedSignIns: Number(row.failed_sign_ins),
  limitsHit: Number(row.limits_hit),
});

export const toChanged = (row: SqlRow): ChangedAccount => ({
  accountRef: Number(row.account_ref),
  seenOrder: Number(row.seen_order),
});

export const toEntry = (row: SqlRow): StoredEntry => ({
  epoch: Number(row.epoch),
  index: Number(row.position),
  nonce: bytesIn(row, 'nonce'),
  opening: String(row.opening),
});
