import { limits } from '../../contract/wire/limits.ts';
import { call, type TestAccount } from './test-client.ts';

/** Bytes that are others for each number. */
export const chunkOf = (seed: number, length = 1_000): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, at) => (seed * 31 + at * 7) % 256);

/** The transfers of a server as one device sees them. */
export const transfersOf = (url: string, { authorization }: TestAccount) => ({
  open: async () => (await call(url, 'openTransfer', {}, authorization)).transferId,
  describe: (transferId: string) => call(url, 'describeTransfer', { transferId }, authorization),
  put: (transferId: string, index: number, bytes = chunkOf(index)) =>
    call(url, 'putChunk', { transferId, index }, authorization, bytes),
  end: (transferId: string, total: number) =>
    call(url, 'endTransfer', { transferId, total }, authorization),
  get: async (transferId: string, index: number, waitMs = 0) => {
    const bytes = await call(url, 'getChunk', { transferId, index, waitMs }, authorization);
    return bytes === null ? null : Buffer.from(bytes).toString('hex');
  },
  take: (transferId: string, count: number) =>
    call(url, 'takeChunks', { transferId, count }, authorization),
  close: (transferId: string) => call(url, 'closeTransfer', { transferId }, authorization),
});

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const longWaitMs: number = limits.maxWaitMs;
