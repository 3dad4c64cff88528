// One command checks everything. `npm run check -- NAME…` runs only the steps whose name contains one of the words.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runPool, type Step, type StepResult } from './pool.ts';

const root = resolve(import.meta.dirname, '../..');
const script = (name: string, file: string): Step => ({
  name,
  command: process.execPath,
  args: ['--import', 'tsx', file],
});
const tool = (name: string, ...args: string[]): Step => ({
  name,
  command: process.execPath,
  args,
});

const biome = 'node_modules/@biomejs/biome/bin/biome';
const onlyErrors = ['--max-diagnostics=100', '--diagnostic-level=error'];

/** What can be told by looking, the slowest first, so that two lanes end at about the same time. */
const looks: readonly Step[] = [
  script('types', 'build/check/types.ts'),
  script('translations', 'build/check/i18n/run.ts'),
  {
    ...tool('lint', biome, 'check', '--formatter-enabled=false', ...onlyErrors, '.'),
    hint: '`npm run format` mends what can be mended by itself.',
  },
  script('architecture', 'build/check/architecture/run.ts'),
  tool('dead code', 'node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'),
  script('generated docs', 'build/check/docs/verify.ts'),
  script('layout', 'build/check/layout/run.ts'),
  {
    ...tool('format', biome, 'format', '--reporter=summary', ...onlyErrors, '.'),
    hint: '`npm run format` writes the files as they should be.',
  },
  script('lockfile', 'build/check/lock/run.ts'),
];

/**
 * Last and alone, since they take every processor, and only for what everything else lets pass. Without the long runs,
 * which are `npm run test:long`.
 */
const unitTests = tool(
  'unit tests',
  'node_modules/vitest/vitest.mjs',
  'run',
  '--project=!long',
  '--silent=passed-only',
  '--reporter=dot',
);
const steps: readonly Step[] = [...looks, unitTests];

const { positionals } = parseArgs({ allowPositionals: true });
const chosen =
  positionals.length === 0
    ? steps
    : steps.filter((step) => positionals.some((word) => step.name.includes(word)));
if (chosen.length === 0) {
  console.error(`No step is called that. Steps: ${steps.map((step) => step.name).join(', ')}.`);
  process.exit(2);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const report = ({ step, ok, ms }: StepResult): void =>
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${step.name.padEnd(18)} ${seconds(ms).padStart(8)}`);

const startedAt = performance.now();
const pool = { cwd: root, width: 2, onDone: report };
const isFailed = ({ ok }: StepResult): boolean => !ok;
const results = await runPool(
  chosen.filter((step) => step !== unitTests),
  pool,
);
const skipsTests = results.some(isFailed) && chosen.includes(unitTests);
if (!skipsTests)
  results.push(
    ...(await runPool(
      chosen.filter((step) => step === unitTests),
      pool,
    )),
  );
const failed = results.filter(isFailed);
for (const { step, output } of failed) {
  console.log(`\n──── ${step.name} ────\n${output.trimEnd()}`);
  if (step.hint !== undefined) console.log(step.hint);
}
if (skipsTests)
  console.log('\nThe unit tests were not run: they come once everything else passes.');
const total = seconds(performance.now() - startedAt);
console.log(
  failed.length === 0
    ? `\ncheck: ok, ${results.length} steps in ${total}`
    : `\ncheck: ${failed.map(({ step }) => step.name).join(', ')} failed, after ${total}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
