// Who may import whom. The table in docs/architecture.md says why; this one is what the build obeys.

export type Area = {
  /** The folders (or files) of the project that this area may import besides itself. */
  readonly mayImport: readonly string[];
  /** What its tests may import on top of that. */
  readonly testsMayImport?: readonly string[];
  /** Whether its sources may use Node's own modules; tests always may. */
  readonly node: boolean;
};

export const areas: Readonly<Record<string, Area>> = {
  contract: { mayImport: [], node: false },
  core: { mayImport: ['contract'], testsMayImport: ['server'], node: true },
  bots: { mayImport: ['contract', 'core'], testsMayImport: ['server'], node: true },
  'electron/main': { mayImport: ['contract'], node: true },
  'electron/preload': { mayImport: ['contract/ipc'], node: false },
  'electron/engine': { mayImport: ['contract', 'core'], testsMayImport: ['server'], node: true },
  renderer: { mayImport: ['contract'], node: false },
  server: { mayImport: ['contract'], node: true },
  build: { mayImport: ['contract'], node: true },
  e2e: { mayImport: ['contract', 'core', 'server', 'bots', 'build'], node: true },
  bench: { mayImport: ['contract', 'core', 'server', 'bots', 'build', 'e2e'], node: true },
};

/** Folders whose direct children are strangers to each other. */
export const separateChildren = ['renderer/features', 'server/modules'] as const;

/** Inside an area: what the first may never reach. */
export const layers: readonly {
  readonly from: string;
  readonly never: readonly string[];
  readonly because: string;
}[] = [
  {
    from: 'renderer/ui',
    never: ['renderer/app', 'renderer/features', 'renderer/host'],
    because: 'ui/ holds pieces that know nothing of this app',
  },
  {
    from: 'renderer/features',
    never: ['renderer/app'],
    because: 'app/ puts the features together, not the other way round',
  },
  {
    from: 'server/store',
    never: ['server/modules', 'server/app.ts', 'server/main.ts'],
    because: 'the store serves the modules and knows none of them',
  },
];
