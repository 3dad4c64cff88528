import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Built output and caches stay out of node_modules, which may be a link into another checkout.
const cacheDir = '.cache/vitest';

export default defineConfig({
  cacheDir,
  test: {
    passWithNoTests: true,
    reporters: ['default'],
    projects: [
      {
        cacheDir,
        test: {
          name: 'node',
          environment: 'node',
          pool: 'forks',
          setupFiles: ['build/check/testing/open-handles.ts'],
          include: ['{contract,core,bots,peers,server,electron,build,bench,e2e}/**/*.test.ts'],
          testTimeout: 20_000,
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
          testTimeout: 20_000,
        },
      },
    ],
  },
});
