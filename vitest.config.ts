import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { configDefaults, defineConfig } from 'vitest/config';

// Built output and caches stay out of node_modules, which may be a link into another checkout.
const cacheDir = '.cache/vitest';

// They end what hangs. A machine that is busy with other things is no failure.
const patience = {
  testTimeout: 240_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 60_000 } },
};

const inNode = {
  environment: 'node',
  pool: 'forks',
  // One reading of the modules for many files, a third of the time. What a file leaves open still fails there.
  isolate: false,
  setupFiles: 'build/check/testing/open-handles.ts',
  ...patience,
} as const;
const underNode = '{contract,core,bots,peers,server,electron,build,bench,e2e}';
const longRuns = '**/*.long.test.ts';

export default defineConfig({
  cacheDir,
  test: {
    passWithNoTests: true,
    reporters: ['default'],
    // Files wait for networks and disks half of their time: twice as many as processors keep these busy.
    maxWorkers: 2 * availableParallelism(),
    globalSetup: ['build/check/testing/temporary-files.ts'],
    projects: [
      {
        cacheDir,
        test: {
          name: 'node',
          include: [`${underNode}/**/*.test.ts`],
          exclude: [...configDefaults.exclude, longRuns],
          ...inNode,
        },
      },
      {
        cacheDir,
        test: {
          // Decision 0112: `npm run test:long`, which `npm test` does not wait for.
          name: 'long',
          include: [`${underNode}/${longRuns}`],
          ...inNode,
        },
      },
      {
        cacheDir,
        plugins: [react()],
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['renderer/**/*.test.{ts,tsx}'],
          css: { modules: { classNameStrategy: 'non-scoped' } },
          ...patience,
        },
      },
    ],
  },
});
