import { fromBase64 } from '../crypto/bytes.ts';
import type { Store } from '../store/types.ts';

/** Devices whose first word was here before the head that has them: the log is asked again for a while, not a day later. */
export interface Ahead {
  /** After a look that agreed, under this key (base64): in how many milliseconds the next one is worth it; null where it is not. */
  readonly soonMs: (accountId: string, key: string) => number | null;
}

const firstMs = 1_000;
/** A head follows a change within a second or two; a device that the log does not have after so many looks waits for the day's. */
const mostLooks = 4;
const mostKept = 1_000;

/** None had yet. */
export const createAhead = ({ keys }: Pick<Store, 'keys'>): Ahead => {
  /** Looks that were had for as many devices. */
  const looks = new Map<string, { readonly devices: number; readonly count: number }>();
  return {
    soonMs: (accountId, key) => {
      const identityKey = fromBase64(key);
      const devices = keys
        .devicesOf(accountId)
        .filter(
          ({ loggedAt, goneAt, ...row }) =>
            loggedAt === null &&
            goneAt === null &&
            Buffer.compare(row.identityKey, identityKey) === 0,
        ).length;
      const before = looks.get(accountId);
      const count = before?.devices === devices ? before.count : 0;
      if (devices === 0) looks.delete(accountId);
      if (devices === 0 || count >= mostLooks) return null;
      if (looks.size >= mostKept) looks.clear();
      looks.set(accountId, { devices, count: count + 1 });
      return firstMs * 2 ** count;
    },
  };
};
