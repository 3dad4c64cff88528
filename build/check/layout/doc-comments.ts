import type { SourceFile } from './measure.ts';

const documented = /^(?:contract|core)\/.*\.ts$/;
/** Tests, what only they use, and steps that their number and name say all of. */
const exempt = /\.test\.ts$|\/testing\/|\/fixtures\/|\/migrations\//;
const exported = /^export (?:const|function|async function|class) (\w+)/;

/** Values and functions of `contract/` and `core/` that leave their file without a word on what they are, take, give or throw. */
export const findUndocumented = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path }) => documented.test(path) && !exempt.test(path))
    .flatMap(({ path, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) => {
        const name = exported.exec(line)?.[1];
        const before = lines[index - 1]?.trim() ?? '';
        return name === undefined || before.endsWith('*/')
          ? []
          : [`${path}:${index + 1}: ${name} has no doc comment`];
      });
    });
