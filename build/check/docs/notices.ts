import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../files.ts';
import { page, table } from './markdown.ts';

type LockEntry = {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
};

type Notice = {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string | undefined;
};

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim();
  } catch {
    return undefined;
  }
};

const licenceOf = (folder: string, entry: LockEntry): string => {
  if (entry.license !== undefined) return entry.license;
  const manifest = JSON.parse(readText(join(folder, 'package.json')) ?? '{}') as {
    license?: unknown;
  };
  return typeof manifest.license === 'string' ? manifest.license : 'see its text';
};

const licenceText = (folder: string): string | undefined => {
  const names = readdirSync(folder).sort();
  const found = names.find((name) => /^(licen[cs]e|copying|unlicense)/i.test(name));
  return found === undefined ? undefined : readText(join(folder, found));
};

// What is installed differs by platform; what ships from the lockfile's required entries does not.
const shipped = (root: string): Notice[] => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, LockEntry>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && !(entry.dev || entry.optional || entry.devOptional))
    .map(([path, entry]) => {
      const folder = join(root, path);
      return {
        name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
        version: entry.version ?? '',
        licence: licenceOf(folder, entry),
        text: licenceText(folder),
      };
    })
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
};

/** Packages with the very same text share one block. */
const groupByText = (notices: readonly Notice[]): [string, Notice[]][] => {
  const groups = new Map<string, Notice[]>();
  for (const notice of notices) {
    if (notice.text === undefined) continue;
    groups.set(notice.text, [...(groups.get(notice.text) ?? []), notice]);
  }
  return [...groups];
};

export const noticesPage = (root: string = projectRoot): string => {
  const notices = shipped(root);
  const without = notices.filter(({ text }) => text === undefined);
  return page(
    'Third-party notices',
    'the lockfile and the packages it names',
    'Bisik is licensed under AGPL-3.0-only (see `LICENSE`). It is built with the packages below, which keep their own licences. Electron and Chromium ship their notices beside the program.',
    table(
      ['Package', 'Version', 'Licence'],
      notices.map(({ name, version, licence }) => [name, version, licence]),
    ),
    '## Licence texts',
    ...(without.length === 0
      ? []
      : [
          `These packages name their licence without a text of their own: ${without.map(({ name }) => name).join(', ')}.`,
        ]),
    ...groupByText(notices).map(
      ([text, group]) =>
        `### ${group.map(({ name, version }) => `${name} ${version}`).join(', ')}\n\n~~~~text\n${text}\n~~~~`,
    ),
  );
};
