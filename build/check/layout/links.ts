import { dirname, join, normalize } from 'node:path';
import { type SourceFile, topFolders } from './measure.ts';

const pathInText = new RegExp(`\`((?:${topFolders.join('|')})/[\\w./-]+)\``, 'g');
const link = /\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g;

/** Links, pictures and named paths of Markdown pages that lead to no file of the checkout. Records tell of their time. */
export const findDeadLinks = (files: readonly SourceFile[]): string[] => {
  const known = new Set(files.map(({ path }) => path));
  const leads = (target: string) =>
    known.has(target) ||
    [...known].some((path) => path.startsWith(`${target.replace(/\/$/, '')}/`));
  return files
    .filter(({ path }) => path.endsWith('.md') && !path.startsWith('docs/generated/third-party'))
    .flatMap(({ path, text }) => [
      ...[...text.matchAll(link)]
        .map(([, target = '']) => target)
        .filter((target) => !leads(normalize(join(dirname(path), target))))
        .map((target) => `${path}: links to ${target}, which is not there`),
      ...[...(path.startsWith('docs/decisions/') ? '' : text).matchAll(pathInText)]
        .map(([, target = '']) => target)
        .filter((target) => !leads(target))
        .map((target) => `${path}: names ${target}, which is not there`),
    ]);
};

/** Decision records that share a number: each is known by it. */
export const findDecisionTwins = (files: readonly SourceFile[]): string[] => {
  const numbers = files.flatMap(({ path }) => /^docs\/decisions\/(\d{4})-/.exec(path)?.[1] ?? []);
  const twins = numbers.filter((number, index) => numbers.indexOf(number) !== index);
  return [...new Set(twins)].map((number) => `docs/decisions: two records are number ${number}`);
};
