import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Built output and caches stay out of node_modules, which may be a link into another checkout.
const cacheDir = '.cache/vitest';

// They end what hangs. A machine that is busy with other things is no failure.
const patience = {
  testTimeout: 240_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 60_000 } },
};

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
          environment: 'node',
          pool: 'forks',
          // One reading of the modules for many files, a third of the time. What a file leaves open still fails there.
          isolate: false,
          setupFiles: ['build/check/testing/open-handles.ts'],
          include: ['{contract,core,bots,peers,server,electron,build,bench,e2e}/**/*.test.ts'],
          ...patience,
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
