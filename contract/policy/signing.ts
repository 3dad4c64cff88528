import { hexToBytes } from '@noble/hashes/utils.js';
import { prefixedBytes } from '../utf8.ts';

/** The bytes that the server signs (Ed25519) for a published version, given its hash as 64 hex digits. */
export const policySignatureBytes = (policyHash: string): Uint8Array =>
  prefixedBytes('bisik-policy-v1', hexToBytes(policyHash));
