import type { SqlValue } from '../connection.ts';
import type { MessageOrigin } from '../types/messages.ts';

export interface OriginColumns {
  from_device: number | null;
  key_hash: Uint8Array | null;
  key_verified: number | null;
  protocol: number | null;
  counter: number | null;
  pq_ratchet: number | null;
}

/** The columns of `OriginColumns`. */
export const originColumns = 'from_device, key_hash, key_verified, protocol, counter, pq_ratchet';

const fromFlag = (flag: boolean | null): number | null => (flag === null ? null : flag ? 1 : 0);
const toFlag = (value: number | null): boolean | null => (value === null ? null : value === 1);

/** The values of `originColumns`, in order. */
export const fromOrigin = (origin: MessageOrigin | undefined): readonly SqlValue[] =>
  origin === undefined
    ? [null, null, null, null, null, null]
    : [
        origin.deviceId,
        origin.keyHash === null ? null : Buffer.from(origin.keyHash, 'hex'),
        fromFlag(origin.verified),
        origin.seen?.version ?? null,
        origin.seen?.counter ?? null,
        fromFlag(origin.seen?.pqRatchet ?? null),
      ];

/** Null where nothing was recorded. */
export const toOrigin = (row: OriginColumns): MessageOrigin | null =>
  row.from_device === null
    ? null
    : {
        deviceId: row.from_device,
        keyHash: row.key_hash === null ? null : Buffer.from(row.key_hash).toString('hex'),
        verified: toFlag(row.key_verified),
        seen:
          row.protocol === null
            ? null
            : {
                version: row.protocol,
                counter: row.counter,
                pqRatchet: toFlag(row.pq_ratchet),
              },
      };
