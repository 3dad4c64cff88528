// `npm run e2e -- --packaged`: the packaged app goes through the newcomer's minute,
// as an ordinary user with the sandbox on when we are root.
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ElectronApplication } from '@playwright/test';
import { launcherSocketVariable } from '../../contract/local/launcher.ts';
import { buildBundles } from '../bundle/build-bundles.ts';
import type { LocalFolders } from '../launch/folders.ts';
import { smoke } from '../launch/smoke.ts';
import { asPerson, becomeSomebody } from './ordinary-user.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const say = (text: string): void => console.error(text);

/** Unpacks what the .deb would install, where every user may read it. Gives the program's path. */
async function unpackDeb(folder: string): Promise<string> {
  const release = join(root, 'release');
  const names = await readdir(release).catch((): string[] => []);
  const deb = names.find((name) => name.endsWith('.deb'));
  if (!deb) throw new Error('There is no package in release/. Make one first: npm run dist');
  await chmod(folder, 0o755);
  await run('dpkg-deb', ['-x', join(release, deb), folder]);
  say(`Trying ${deb}`);
  return join(folder, 'usr', 'lib', 'bisik', 'bisik');
}

/** Throws unless every renderer runs under a seccomp filter and none as root. */
async function proveSandbox(app: ElectronApplication): Promise<void> {
  const pids = await app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter(({ type }) => type === 'Tab')
      .map(({ pid }) => pid),
  );
  if (pids.length === 0) throw new Error('There is no renderer to look at');
  for (const pid of pids) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    if (!/^Seccomp:\s+2$/m.test(status)) throw new Error(`Renderer ${pid} has no seccomp filter`);
    if (/^Uid:\s+0\s/m.test(status)) throw new Error(`Renderer ${pid} runs as root`);
  }
  console.log(`          Sandbox: seccomp filter on ${pids.length} renderer(s), uid is not root`);
}

async function tryPackage(): Promise<number> {
  await buildBundles(root, ['server', 'policy', 'affiliate-sandbox', 'echo'], say);
  const folder = await mkdtemp(join(tmpdir(), 'bisik-packaged-'));
  const person = await becomeSomebody();
  try {
    const program = await unpackDeb(folder);
    const executable = person ? await asPerson(folder, program, person) : program;
    const start = async (folders: LocalFolders, serverUrl: string) => {
      const userData = folders.profile('newcomer');
      if (person) await run('chown', ['-R', `${person.uid}:${person.gid}`, folders.root]);
      return {
        executable,
        args: [`--user-data-dir=${userData}`],
        env: {
          ...process.env,
          [launcherSocketVariable]: folders.socket,
          BISIK_SERVER_URL: serverUrl,
        },
      };
    };
    return await smoke({ root, start, picture: 'packaged.png', inspect: proveSandbox });
  } finally {
    await person?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await tryPackage().catch((error: unknown) => {
  say(error instanceof Error ? error.message : `${error}`);
  return 1;
});
