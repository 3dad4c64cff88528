// `npm start [-- --profile NAME] [-- --smoke]`
import { join } from 'node:path';
import { buildBundles } from '../bundle/build-bundles.ts';
import { appStart, startApp } from './app-process.ts';
import { joinLauncher } from './control-socket.ts';
import { localDataRoot, openLocalFolders } from './folders.ts';
import { lead } from './lead.ts';
import { parseLaunchOptions } from './options.ts';

const root = join(import.meta.dirname, '..', '..');
const say = (text: string): void => console.error(text);

async function start(profile: string): Promise<number> {
  const folders = await openLocalFolders(localDataRoot());
  const joined = await joinLauncher(folders.socket, profile);
  if (!joined) return lead({ root, folders, profile, say });
  say(`Joined the Bisik that runs here (${joined.serverUrl}) as profile "${profile}"`);
  const { serverUrl } = joined;
  const app = startApp(
    await appStart({ root, folders, profile, serverUrl }),
    join(folders.logs, `app-${profile}.log`),
  );
  const end = (): void => void app.close();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  const code = await app.exited;
  await joined.close();
  return code;
}

async function main(): Promise<number> {
  const options = parseLaunchOptions(process.argv.slice(2));
  await buildBundles(root, [], say);
  if (!options.smoke) return start(options.profile);
  const { smoke } = await import('./smoke.ts');
  return smoke({ root });
}

process.exitCode = await main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : `${error}`);
  return 1;
});
