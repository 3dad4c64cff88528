import { randomBytes, randomUUID } from 'node:crypto';
import type { Random } from './types.ts';

/** The system's generator. */
export const createNodeRandom = (): Random => ({
  bytes: (length) => new Uint8Array(randomBytes(length)),
  uuid: () => randomUUID(),
  fraction: () => new DataView(new Uint8Array(randomBytes(4)).buffer).getUint32(0) / 0x1_0000_0000,
});
