import { ScannableFingerprint } from '@signalapp/libsignal-client';
import { type Bytes, fromBase64Url, toBase64Url } from '../crypto/bytes.ts';
import { fingerprintVersion } from './safety-number.ts';

const form = /^bisik-verify:([A-Za-z0-9_-]{4,380})$/;
/** The first field of libsignal's message, its version, as Protocol Buffers write it: tag 1, varint. */
const versionTag = 0x08;

/** What comparing with a scanned code gives. */
export type Comparison = 'same' | 'different' | 'not_a_code' | 'newer_version';

/** The text of a QR code that the other side scans. */
export const toCode = (scannable: Uint8Array): string => `bisik-verify:${toBase64Url(scannable)}`;

/** Compares the text that was scanned with the own side's serialised ScannableFingerprint. Never throws. */
export const compareCode = (own: Bytes, scanned: string): Comparison => {
  const encoded = form.exec(scanned.trim())?.[1];
  if (encoded === undefined) return 'not_a_code';
  const bytes = fromBase64Url(encoded);
  const [tag, version = 0] = bytes;
  if (tag !== versionTag || version < fingerprintVersion) return 'not_a_code';
  if (version > fingerprintVersion) return 'newer_version';
  try {
    const theirs = ScannableFingerprint._fromBuffer(bytes);
    return ScannableFingerprint._fromBuffer(own).compare(theirs) ? 'same' : 'different';
  } catch {
    return 'not_a_code';
  }
};
