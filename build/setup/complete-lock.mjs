// A registry that lacks a platform's optional package makes npm leave it out of the lock, and then `npm ci`
// calls the lock incomplete. This writes those entries. Run after each change of dependencies:
//   node build/setup/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = 'aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32';
const PROCESSORS = 'arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64';

/** os, cpu and libc as package names of this kind spell them (`…-linux-arm64-musl`). */
export function platformOf(name) {
  if (/wasm32/.test(name)) return { cpu: ['wasm32'] };
  const match = new RegExp(`(${SYSTEMS})-(${PROCESSORS})(?:-(\\w+))?$`).exec(name);
  if (!match) return undefined;
  const libc =
    match[1] !== 'linux'
      ? undefined
      : match[3]?.startsWith('musl')
        ? 'musl'
        : match[3]?.startsWith('gnu')
          ? 'glibc'
          : undefined;
  return { cpu: [match[2]], os: [match[1]], ...(libc && { libc: [libc] }) };
}

/** Adds the absent optional platform packages to a lock's `packages`; gives the names added. */
export function completeLock(packages) {
  const added = [];
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const places = ancestors(path).map((folder) => `${folder}node_modules/${name}`);
      const platform = platformOf(name);
      if (
        !platform ||
        !/^\d/.test(version) ||
        places.some((place) => packages[place]?.version === version)
      )
        continue;
      // The outermost folder that no other version takes, as npm would choose.
      const place = places.find((candidate) => !packages[candidate]) ?? places[0];
      packages[place] = { version, ...(entry.dev && { dev: true }), optional: true, ...platform };
      added.push(name);
    }
  }
  return added;
}

/** The folders in which Node would look for a dependency of the package at `path`. */
function ancestors(path) {
  const parts = path === '' ? [] : path.split(/(?<=^|\/)node_modules\//).slice(1);
  return [
    '',
    ...parts.map(
      (_, i) =>
        `${parts
          .slice(0, i + 1)
          .map((part) => `node_modules/${part.replace(/\/$/, '')}`)
          .join('/')}/`,
    ),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const added = completeLock(lock.packages);
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
  if (added.length > 0) writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  process.stderr.write(`${added.length} entries added\n`);
}
