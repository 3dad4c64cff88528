import { join } from 'node:path';
import { copyBuilt } from '../e2e/support/built-copy.ts';
import { builtVariable } from '../e2e/support/paths.ts';
import { runToEnd } from '../e2e/support/run-to-end.ts';

// `npm run bench [-- SCENARIO…] [--json]`: measures a copy of what was built, so that a build that begins meanwhile
// changes nothing under the run.

const built = await copyBuilt();
try {
  process.exitCode = await runToEnd(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'measure.ts'), ...process.argv.slice(2)],
    { ...process.env, [builtVariable]: built.folder },
  );
} finally {
  await built.close();
}
