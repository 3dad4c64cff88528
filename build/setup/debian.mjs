import { spawn, spawnSync } from 'node:child_process';
import { say } from './say.mjs';

/** Names of one package in different releases are written `old|new`. */
const GROUPS = {
  electron: [
    'libgtk-3-0|libgtk-3-0t64',
    'libnss3',
    'libasound2|libasound2t64',
    'libgbm1',
    'libxss1',
    'libsecret-1-0',
    'libnotify4',
    'fonts-noto-core',
    'fonts-noto-color-emoji',
  ],
  display: ['xvfb', 'xauth'],
  keyring: ['dbus-x11', 'gnome-keyring'],
  network: ['iproute2', 'openssl', 'desktop-file-utils'],
  package: ['p7zip-full', 'fakeroot'],
};

/** The packages of the named groups, each once. */
const debianPackages = (groups) => [...new Set(groups.flatMap((name) => GROUPS[name]))];

/** Which of `wanted` are not fully installed; undefined where there is no dpkg. */
function missingPackages(wanted, query = dpkgQuery) {
  const installed = query(wanted.flatMap((entry) => entry.split('|')));
  return (
    installed && wanted.filter((entry) => !entry.split('|').some((name) => installed.has(name)))
  );
}

// dpkg-query's own placeholders.
const DPKG_FORMAT = ['binary:Package', 'db:Status-Abbrev']
  .map((field) => `\${${field}}`)
  .join(' ')
  .concat('\n');

function dpkgQuery(names) {
  const result = spawnSync('dpkg-query', ['-W', '-f', DPKG_FORMAT, ...names], { encoding: 'utf8' });
  if (result.error) return undefined;
  const lines = result.stdout.split('\n').filter((line) => /\sii\s*$/.test(line));
  return new Set(lines.map((line) => line.split(/[\s:]/)[0]));
}

const hasCandidate = (name) =>
  /Candidate: (?!\(none\))\S/.test(
    spawnSync('apt-cache', ['policy', name], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    }).stdout ?? '',
  );

const nameHere = (entry) => entry.split('|').find(hasCandidate) ?? entry.split('|')[0];

const QUICK = [
  '-o',
  'Acquire::http::Timeout=10',
  '-o',
  'Acquire::https::Timeout=10',
  '-o',
  'Acquire::Retries=1',
  '-o',
  'DPkg::Lock::Timeout=120',
];

/** Runs apt-get with its own progress lines on stderr. */
function aptGet(...args) {
  return new Promise((resolve) => {
    const child = spawn('apt-get', ['-q', ...QUICK, ...args], {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Installs what is missing when root; else prints the line to run. Gives whether the command may go on. */
export async function ensureDebianPackages(
  groups,
  { platform = process.platform, uid = process.getuid?.() } = {},
) {
  if (platform !== 'linux' || groups.length === 0) return true;
  const missing = missingPackages(debianPackages(groups));
  if (!missing) {
    say('This is not a Debian system: the libraries that Electron needs are taken as present.');
    return true;
  }
  if (missing.length === 0) return true;
  if (uid !== 0) {
    say(
      `Some Debian packages are missing. Install them, then run this again:\n\n  sudo apt-get install -y --no-install-recommends ${missing.map(nameHere).join(' ')}\n`,
    );
    return false;
  }
  say(`Installing Debian packages: ${missing.map(nameHere).join(' ')}`);
  const install = () =>
    aptGet('install', '-y', '--no-install-recommends', ...missing.map(nameHere));
  // Old package lists name versions that are gone: refresh them only when that happens.
  if ((await install()) === 0 || ((await aptGet('update')) === 0 && (await install()) === 0))
    return true;
  say(`apt-get could not install: ${missing.map(nameHere).join(' ')}`);
  return false;
}
