import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeQuickFolder } from '../build/check/testing/quick-folder.ts';
import { copyBuilt } from './support/built-copy.ts';
import { asUserVariable, prepareOrdinaryUser } from './support/ordinary-user.ts';
import { builtVariable, projectRoot } from './support/paths.ts';
import { runToEnd } from './support/run-to-end.ts';
import { electronProgram, runtimeVariable } from './support/runtime.ts';

// `npm run e2e [-- NAME]`: the specs of e2e/specs/NAME, or all. On Linux they run in a network of their own, whose DNS
// and default route end in a recorder.

/** A bare word names a folder of specs; the rest goes to Playwright as it is. */
const toPlaywrightArguments = (given: readonly string[]): string[] =>
  given.map((arg) =>
    !arg.startsWith('-') && existsSync(join(projectRoot, 'e2e', 'specs', arg))
      ? `e2e/specs/${arg}/`
      : arg,
  );

const playwright = [
  join(projectRoot, 'node_modules', '@playwright', 'test', 'cli.js'),
  'test',
  '-c',
  join(import.meta.dirname, 'playwright.config.ts'),
];

/** The run in new namespaces; an ordinary user is root in them and nowhere else. */
const recorded = (args: readonly string[]): [string, string[]] => [
  'unshare',
  [
    ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
    ...['--net', '--mount', '--', process.execPath],
    ...['--import', 'tsx', join(import.meta.dirname, 'recorded-run.ts'), ...args],
  ],
];

const args = toPlaywrightArguments(process.argv.slice(2));
const [file, fileArgs] =
  process.platform === 'linux' ? recorded(args) : [process.execPath, [...playwright, ...args]];
const program = await electronProgram();
const built = await copyBuilt();
const user =
  process.env[asUserVariable] === '1'
    ? await prepareOrdinaryUser(join(built.folder, 'app'), program)
    : undefined;
const temporary = makeQuickFolder();
try {
  process.exitCode = await runToEnd(file, fileArgs, {
    ...process.env,
    [runtimeVariable]: program,
    [builtVariable]: built.folder,
    ...(temporary && { TMPDIR: temporary.path }),
    ...user?.env,
  });
} finally {
  temporary?.close();
  await user?.close();
  await built.close();
}
