import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorCodes } from '../../../contract/errors/table.ts';
import { settingKeys } from '../../../contract/settings/registry.ts';
import { conclude, listFiles, projectRoot } from '../files.ts';
import { findUnknown, findUnused, findUsage } from './usage.ts';

const folder = 'renderer/i18n/messages';
const tool = 'node_modules/@formatjs/cli/bin/formatjs';
const files = listFiles();
const catalogues = files.filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.json'));

const formatjs = (...args: string[]): string[] => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...args], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  return status === 0 ? [] : [`formatjs ${args[0]}: ${stdout}${stderr}`.trim()];
};

const textOf = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const ids = catalogues.includes(`${folder}/en.json`)
  ? Object.keys(JSON.parse(textOf(`${folder}/en.json`)) as object)
  : [];
const sources = files
  .filter(
    (path) => /^(renderer|electron|contract)\/.*\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path),
  )
  .map(textOf);

// What the contract's tables promise: a label for each setting, a sentence for each error.
const promised = [
  ...settingKeys.flatMap((key) => [`settings.${key}.label`, `settings.${key}.help`]),
  ...errorCodes.map((code) => `error.${code}`),
].filter((id) => !ids.includes(id));

const source = ['--source-locale', 'en'];
const shown = 25;
const shorten = (all: readonly string[]): string[] =>
  all.length <= shown ? [...all] : [...all.slice(0, shown), `… and ${all.length - shown} more`];

// A language with one plural form may write the number alone where English needs a choice.
const withoutSinglePlurals = (report: string): string[] => {
  const rest = report
    .split('\n')
    .filter(
      (line) =>
        !/^[\w.-]+: Variable \w+ has conflicting types: plural vs argument$/.test(line.trim()),
    )
    .filter((line) => /^[\w.-]+: /.test(line.trim()) && !line.startsWith('formatjs verify'));
  return rest.map((line) => `${line.trim()} (in a translation of ${folder}/en.json)`);
};

const problems =
  catalogues.length === 0
    ? [`${folder} holds no catalogue`]
    : [
        ...formatjs('verify', ...catalogues, ...source, '--missing-keys', '--extra-keys'),
        ...formatjs('verify', ...catalogues, ...source, '--structural-equality').flatMap(
          withoutSinglePlurals,
        ),
        // Without the format named the compiler finds no messages and is content.
        ...catalogues.flatMap((path) =>
          formatjs(
            'compile',
            path,
            '--format',
            'simple',
            '--ast',
            '--out-file',
            join('.cache/messages', basename(path)),
          ),
        ),
        ...promised.map((id) => `${folder}/en.json: the contract needs ${id}`),
        ...shorten(
          findUnused(ids, findUsage(sources)).map((id) => `${folder}/en.json: ${id} is not used`),
        ),
        ...findUnknown(ids, sources).map((id) => `${id} is asked for, and no message has it`),
      ];

conclude(problems, `${ids.length} messages in ${catalogues.length} languages`);
