import { writeFile } from 'node:fs/promises';
import { test as base } from '@playwright/test';
import type { App } from './support/app.ts';
import { createScope, type Scope } from './support/scope.ts';
import { createPeople, createWorld, type People, type World } from './support/world.ts';

interface Fixtures extends People {
  readonly scope: Scope;
  /** Windows opened by the test; on a failure their last picture and output are kept. */
  readonly windows: App[];
  readonly people: People;
  /** People of a world that a test made for itself. */
  readonly peopleOf: (world: World) => People;
}

/** `world` is shared by the tests of one worker: numbers and profiles keep them apart. */
export const test = base.extend<Fixtures, { world: World }>({
  world: [
    async ({}, use, info) => {
      const world = await createWorld(info.parallelIndex);
      await use(world);
      await world.close();
    },
    { scope: 'worker' },
  ],
  scope: async ({}, use) => {
    const scope = createScope();
    await use(scope);
    await scope.close();
  },
  windows: async ({ scope: _scope }, use, info) => {
    const windows: App[] = [];
    await use(windows);
    if (info.status === info.expectedStatus) return;
    for (const [index, app] of windows.entries()) {
      await writeFile(info.outputPath(`output-${index}.txt`), app.output().join('\n'));
      await app.page
        .screenshot({ path: info.outputPath(`window-${index}.png`), timeout: 3000 })
        .catch(() => undefined);
    }
  },
  peopleOf: async ({ scope, windows }, use) =>
    use((world) => createPeople(world, scope, (app) => windows.push(app))),
  people: async ({ world, peopleOf }, use) => use(peopleOf(world)),
  openApp: async ({ people }, use) => use(people.openApp),
  newcomer: async ({ people }, use) => use(people.newcomer),
  newPeer: async ({ people }, use) => use(people.newPeer),
});

export { expect } from '@playwright/test';
