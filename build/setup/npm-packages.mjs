import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from '../runtime/registry.mjs';
import { createProgress, say } from './say.mjs';

const STALL_MS = 10_000;

const lockHash = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
const stampOf = (root) => join(root, 'node_modules', '.bisik-lock');

const readStamp = (root) => {
  try {
    return readFileSync(stampOf(root), 'utf8').trim();
  } catch {
    return '';
  }
};

/** npm's own record of what it installed says the same as the lock: an `npm ci` or `npm i` by hand counts. */
function installedAsLocked(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional ||
      entry.extraneous ||
      installed[path]?.version === entry.version,
  );
}

const isLink = (root) =>
  lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

const lockedCount = (root) =>
  Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages).filter(
    ([path, entry]) => path !== '' && !entry.optional,
  ).length;

function runCi(root) {
  const { file, args, shell } = npmCommand();
  const limits = [
    `--fetch-timeout=${STALL_MS}`,
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=500',
    '--fetch-retry-maxtimeout=2000',
  ];
  const child = spawn(
    file,
    [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http', ...limits],
    {
      cwd: root,
      shell,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, npm_config_color: 'false' },
    },
  );
  const total = lockedCount(root);
  const progress = createProgress('npm packages');
  const last = [];
  let fetched = 0;
  let unpacking = false;
  let rest = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (/^npm http/.test(line)) {
        if (/\.tgz\b/.test(line)) fetched += 1;
        if (fetched > 0 && fetched < total) progress.update(fetched, total);
        else if (fetched >= total && !unpacking) say('npm packages: all here, unpacking');
        unpacking = fetched >= total;
      } else if (
        !/^npm warn (EBADENGINE|Unknown|install-scripts|deprecated)/i.test(line) &&
        line.trim()
      ) {
        last.push(line);
        if (last.length > 30) last.shift();
      }
    }
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, last: [`${error.message}`], progress }));
    child.on('close', (code) => resolve({ code: code ?? 1, last, progress }));
  });
}

/** Installs the packages of the lockfile unless node_modules holds exactly them. Gives whether it may go on. */
export async function ensureNpmPackages(root) {
  const hash = lockHash(root);
  if (readStamp(root) === hash) return true;
  if (installedAsLocked(root)) {
    writeFileSync(stampOf(root), `${hash}\n`);
    return true;
  }
  if (isLink(root)) {
    const where = realpathSync(join(root, 'node_modules'));
    say(
      `node_modules is a link to ${where}, which holds other packages than the lockfile names. npm would empty it: remove the link, or install there.`,
    );
    return false;
  }
  say('Installing the npm packages of the lockfile');
  const startedAt = Date.now();
  const { code, last, progress } = await runCi(root);
  if (code !== 0) {
    progress.end();
    for (const line of last) say(line);
    say(`npm ci ended with ${code}. Nothing else was started.`);
    return false;
  }
  writeFileSync(stampOf(root), `${hash}\n`);
  progress.end(`npm packages installed in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
  return true;
}
