import { writeFile } from 'node:fs/promises';
import { test as base, type TestInfo } from '@playwright/test';
import type { App } from './support/app.ts';
import { type Liar, startLiar } from './support/network/liar.ts';
import { createScope, type Scope } from './support/scope.ts';
import {
  createSharingWorld,
  type SharingWorld,
  type SharingWorldOptions,
} from './support/sharing/sharing-world.ts';
import {
  createPeople,
  createWorld,
  type NewcomerOptions,
  type People,
  type PersonAtWindow,
  type World,
} from './support/world.ts';

interface Fixtures extends People {
  readonly scope: Scope;
  /** Windows opened by the test; on a failure their last picture and output are kept. */
  readonly windows: App[];
  readonly people: People;
  /** People of a world that a test made for itself. */
  readonly peopleOf: (world: World) => People;
  /** Aisyah at a wide window, and who stands between her and the server: says the truth until told to lie. */
  readonly liedTo: (options?: NewcomerOptions) => Promise<PersonAtWindow & { readonly liar: Liar }>;
  /** A world of its own with an affiliate and a policy, and its people. */
  readonly sharingWorld: (
    options: Omit<SharingWorldOptions, 'worker'>,
  ) => Promise<SharingWorld & People>;
}

/** Keeps the last picture and the output of windows when a journey failed. */
const keepPictures = async (windows: readonly App[], info: TestInfo): Promise<void> => {
  if (info.status === info.expectedStatus) return;
  for (const [index, app] of windows.entries()) {
    await writeFile(info.outputPath(`output-${index}.txt`), app.output().join('\n'));
    await app.page
      .screenshot({ path: info.outputPath(`window-${index}.png`), timeout: 3000 })
      .catch(() => undefined);
  }
};

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
    await keepPictures(windows, info);
  },
  peopleOf: async ({ scope, windows }, use) =>
    use((world) => createPeople(world, scope, (app) => windows.push(app))),
  sharingWorld: async ({ scope, peopleOf }, use, info) =>
    use(async (options) => {
      const world = scope.own(await createSharingWorld({ worker: info.parallelIndex, ...options }));
      return { ...world, ...peopleOf(world) };
    }),
  people: async ({ world, peopleOf }, use) => use(peopleOf(world)),
  openApp: async ({ people }, use) => use(people.openApp),
  newcomer: async ({ people }, use) => use(people.newcomer),
  newPeer: async ({ people }, use) => use(people.newPeer),
  liedTo: async ({ newcomer, scope, world }, use) =>
    use(async (options = {}) => {
      const liar = scope.own(await startLiar(world.server.url));
      const aisyah = await newcomer('Aisyah', { serverUrl: liar.url, ...options });
      await aisyah.resize(1440, 900);
      return { ...aisyah, liar };
    }),
});

/**
 * Makes the journeys of a file one story, told in its order: `open` sets the stage once, and they share what it gives. Gives a
 * function that returns that.
 */
export const tellStory = <Stage>(
  open: (sharingWorld: Fixtures['sharingWorld'], scope: Scope) => Promise<Stage>,
): (() => Stage) => {
  const scope = createScope();
  const windows: App[] = [];
  let stage: { readonly is: Stage } | undefined;
  test.describe.configure({ mode: 'serial' });
  test.beforeAll(async ({}, info) => {
    const sharingWorld: Fixtures['sharingWorld'] = async (options) => {
      const world = scope.own(await createSharingWorld({ worker: info.parallelIndex, ...options }));
      return { ...world, ...createPeople(world, scope, (app) => windows.push(app)) };
    };
    stage = { is: await open(sharingWorld, scope) };
  });
  test.afterEach(({}, info) => keepPictures(windows, info));
  test.afterAll(() => scope.close());
  return () => {
    if (!stage) throw new Error('the stage is not set');
    return stage.is;
  };
};

export { expect } from '@playwright/test';
