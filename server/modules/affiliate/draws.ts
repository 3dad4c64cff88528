import { createHmac } from 'node:crypto';
import type { Purpose } from '../../../contract/policy/purposes.ts';
import type { RandomBytes } from '../../platform/random.ts';
import type { StoredDraw } from '../../store/types/affiliate.ts';

/** What stands for an account towards a recipient under a purpose: 16 bytes as base64url. */
export type Pseudonym = (
  of: { readonly accountId: string; readonly recipient: string; readonly purpose: Purpose },
  rotation: string,
) => string;

/**
 * Keyed (HMAC-SHA256, RFC 2104), so that nobody without the server's key can tell whose it is; under another key for each recipient
 * and purpose, so that two of them cannot be laid side by side; over a rotation that is drawn anew after each withdrawal.
 */
export const createPseudonym =
  (key: Uint8Array): Pseudonym =>
  ({ accountId, recipient, purpose }, rotation) => {
    const own = createHmac('sha256', key).update(`${recipient}\n${purpose}`).digest();
    const whole = createHmac('sha256', own).update(`${accountId}\n${rotation}`).digest();
    return whole.subarray(0, 16).toString('base64url');
  };

const drawText = (random: RandomBytes, count: number): string =>
  Buffer.from(random(count)).toString('base64url');

export const newDraw = (random: RandomBytes): StoredDraw => ({
  deletionHandle: drawText(random, 32),
  rotation: drawText(random, 16),
});

/** After a payload was built with it: another handle, the same pseudonym. */
export const nextDraw = (draw: StoredDraw, random: RandomBytes): StoredDraw => ({
  ...draw,
  deletionHandle: drawText(random, 32),
});
