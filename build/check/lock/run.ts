// `node --import tsx build/check/lock/run.ts --fix` after every change of dependencies; without `--fix` it only looks.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclude, projectRoot } from '../files.ts';
import { completeLock, findMissing, type Lock } from './complete.ts';

type Manifest = {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
};

const path = join(projectRoot, 'package-lock.json');
const read = (): Lock => JSON.parse(readFileSync(path, 'utf8')) as Lock;
if (process.argv.includes('--fix')) {
  writeFileSync(path, `${JSON.stringify(completeLock(read()), null, 2)}\n`);
}

const lock = read();
const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Manifest;
const wanted = { ...manifest.dependencies, ...manifest.devDependencies };

const installsByScript = Object.entries(lock.packages)
  .filter(([, entry]) => 'hasInstallScript' in entry && entry.hasInstallScript === true)
  .map(([entryPath]) => entryPath.split('node_modules/').at(-1) ?? entryPath)
  .filter((name) =>
    Object.keys(manifest.allowScripts ?? {}).every(
      (key) => key !== name && !key.startsWith(`${name}@`),
    ),
  );

conclude(
  [
    ...findMissing(lock).map(
      ({ by, name, version }) =>
        `package-lock.json lacks ${name}@${version}, named by ${by}: node --import tsx build/check/lock/run.ts --fix`,
    ),
    ...Object.entries(wanted)
      .filter(([, version]) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+/.test(version))
      .map(([name, version]) => `package.json: ${name} is not an exact version: ${version}`),
    ...Object.entries(lock.packages)
      .filter(([, entry]) => 'resolved' in entry)
      .map(([entryPath]) => `package-lock.json names where ${entryPath} came from`),
    ...[...new Set(installsByScript)].map(
      (name) =>
        `${name} has an install script that package.json neither allows nor refuses: npm install-scripts deny --all`,
    ),
  ],
  `${Object.keys(lock.packages).length} entries, none missing`,
);
