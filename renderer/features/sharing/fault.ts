import type { ReceiptFault } from '../../../contract/consent/receipt.ts';
import type { MessageId } from '../../i18n/load-messages.ts';

const faults: Record<ReceiptFault, MessageId> = {
  damaged: 'receipt.fault.damaged',
  record_missing: 'receipt.fault.record_missing',
  record_unreadable: 'receipt.fault.record_unreadable',
  record_of_another_account: 'receipt.fault.record_of_another_account',
  device_unknown: 'receipt.fault.device_unknown',
  device_signature: 'receipt.fault.device_signature',
  server_signature: 'receipt.fault.server_signature',
  chain_broken: 'receipt.fault.chain_broken',
  fork_hidden: 'receipt.fault.fork_hidden',
  policy_unknown: 'receipt.fault.policy_unknown',
  beyond_head: 'receipt.fault.beyond_head',
  head_mismatch: 'receipt.fault.head_mismatch',
  head_signature: 'receipt.fault.head_signature',
};

/** The words for what is wrong with a receipt; one that a newer engine names has words, too. */
export const toFaultId = (fault: string | null): MessageId =>
  fault !== null && Object.hasOwn(faults, fault)
    ? faults[fault as ReceiptFault]
    : 'receipt.fault.other';
