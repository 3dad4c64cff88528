import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inconsistencies } from './testing/consistency.ts';
import { createFolder, openWorking, optionsIn } from './testing/sample.ts';
import { writePoints } from './testing/write-points.ts';

const program = join(import.meta.dirname, 'testing', 'limited-child.ts');

// A limit on the size of files can be put on a running process, and lifted, on Linux only (prlimit).
test.runIf(process.platform === 'linux').each(writePoints)(
  '$name: a write that fails is told and rolled back, and can be done again',
  async (point) => {
    const folder = createFolder();
    const options = optionsIn(folder.path);
    const run = spawnSync(
      process.execPath,
      ['--import', 'tsx', program, options.file, point.name],
      { encoding: 'utf8' },
    );
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual({
      code: 'store_write_failed',
      doneWhileFailing: false,
      doneAtLast: true,
    });
    // It ended by being killed: what was done at last is there.
    const store = await openWorking(options);
    expect(point.done(store)).toBe(true);
    await store.close();
    expect(inconsistencies(options)).toEqual([]);
    folder.remove();
  },
);
