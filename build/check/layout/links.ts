import { dirname, join, normalize } from 'node:path';
import type { SourceFile } from './measure.ts';

const link = /\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g;

/** Links and pictures of Markdown pages that lead to no file of the checkout. */
export const findDeadLinks = (files: readonly SourceFile[]): string[] => {
  const known = new Set(files.map(({ path }) => path));
  const leads = (target: string) =>
    known.has(target) ||
    [...known].some((path) => path.startsWith(`${target.replace(/\/$/, '')}/`));
  return files
    .filter(({ path }) => path.endsWith('.md') && !path.startsWith('docs/generated/third-party'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(link)]
        .map(([, target = '']) => target)
        .filter((target) => !leads(normalize(join(dirname(path), target))))
        .map((target) => `${path}: links to ${target}, which is not there`),
    );
};
