import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseServerKeys } from '../../peers/affiliate-sandbox/door.ts';
import { type AffiliateServer, serveAffiliate } from '../../peers/affiliate-sandbox/serve.ts';
import { openServerIdentity } from '../modules/server-identity/server-identity.ts';
import type { Clock } from '../platform/clock.ts';
import { systemRandom } from '../platform/random.ts';

/** The real sandbox of an affiliate, which believes the server that uses `serverDataDir`. */
export const startAffiliate = async (
  serverDataDir: string,
  clock: Clock,
): Promise<AffiliateServer> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bisik-affiliate-'));
  const { publicKey } = openServerIdentity(serverDataDir, systemRandom);
  const affiliate = await serveAffiliate({
    dataDir,
    name: 'Sanubari',
    serverKeys: parseServerKeys(Buffer.from(publicKey).toString('base64')),
    host: '127.0.0.1',
    port: 0,
    manners: { mood: 'well', delayMs: 0 },
    now: clock.now,
  });
  return {
    ...affiliate,
    close: async () => {
      await affiliate.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
