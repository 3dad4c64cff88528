import { join } from 'node:path';
import { type LocalAffiliate, localAffiliateSchema } from '../../contract/local/launcher.ts';
import { type Child, startNodeChild } from './child.ts';
import { firstOf } from './first-of.ts';
import type { LocalFolders } from './folders.ts';

/** As the example policy calls its recipient. */
export const AFFILIATE_NAME = 'Sanubari';

export interface StartedAffiliate extends LocalAffiliate {
  readonly child: Child;
  /** From then on it listens to the server with this key (base64), and to no other. */
  believe(serverKey: string): void;
}

/** Starts the affiliate sandbox on loopback; gives it once it listens. What comes before it knows whom to believe waits there. */
export async function startAffiliate(options: {
  readonly root: string;
  readonly folders: LocalFolders;
  readonly port: number;
}): Promise<StartedAffiliate> {
  const { root, folders, port } = options;
  let listening: (affiliate: LocalAffiliate) => void = () => {};
  const started = new Promise<LocalAffiliate>((resolve) => {
    listening = resolve;
  });
  const logFile = join(folders.logs, 'affiliate-sandbox.log');
  const file = join(root, 'dist', 'affiliate-sandbox', 'affiliate-sandbox.mjs');
  const child = startNodeChild(file, {
    env: {
      ...process.env,
      BISIK_SANDBOX_DATA_DIR: folders.affiliate,
      BISIK_SANDBOX_HOST: '127.0.0.1',
      BISIK_SANDBOX_NAME: AFFILIATE_NAME,
      BISIK_SANDBOX_PORT: `${port}`,
      BISIK_SANDBOX_SERVER_KEY: '-',
    },
    logFile,
    onLine(url) {
      const { data } = localAffiliateSchema.safeParse({ name: AFFILIATE_NAME, url });
      if (data) listening(data);
    },
  });
  const affiliate = await firstOf(started, child, {
    what: `The affiliate sandbox (port ${port})`,
    logFile,
  });
  return {
    ...affiliate,
    child,
    believe: (serverKey) => child.process.stdin?.write(`${serverKey}\n`),
  };
}
