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
  server: { mayImport: ['contract'], testsMayImport: ['peers'], node: true },
  peers: { mayImport: ['contract'], testsMayImport: ['server'], node: true },
  build: { mayImport: ['contract'], node: true },
  e2e: { mayImport: ['contract', 'core', 'server', 'bots', 'build', 'peers'], node: true },
  bench: { mayImport: ['contract', 'core', 'server', 'bots', 'build', 'e2e'], node: true },
};

/** Folders whose direct children are strangers to each other; `shared` is a child that the others may import. */
export const separateChildren: readonly { readonly folder: string; readonly shared?: string }[] = [
  { folder: 'peers', shared: 'shared' },
  { folder: 'renderer/features' },
  { folder: 'server/modules' },
];

/** Inside an area: what the first may never reach, itself apart. Tests may put together what they need. */
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
    from: 'renderer/host',
    never: ['renderer/app', 'renderer/features', 'renderer/ui'],
    because: 'host/ is the way to the engine, whoever asks',
  },
  {
    from: 'renderer/state',
    never: ['renderer/app', 'renderer/features', 'renderer/host', 'renderer/ui', 'renderer/i18n'],
    because: 'state/ holds values, whatever they mean',
  },
  {
    from: 'core/store',
    never: ['core'],
    because: 'the store knows rows, and nothing of the messenger that writes them',
  },
  {
    from: 'core/platform',
    never: ['core'],
    because: 'platform/ is what stands under everything',
  },
  {
    from: 'core/crypto',
    never: [
      'core/account',
      'core/chats',
      'core/connection',
      'core/devices',
      'core/encryption',
      'core/history',
      'core/inbox',
      'core/key-log',
      'core/log',
      'core/outbox',
      'core/people',
      'core/privacy',
      'core/profile',
      'core/sealed',
      'core/settings',
      'core/sharing',
      'core/sync',
    ],
    because: 'crypto/ makes keys and seals, and knows nobody who has it done',
  },
  {
    from: 'server/store',
    never: ['server/modules', 'server/http', 'server/app.ts', 'server/main.ts'],
    because: 'the store serves the modules and knows none of them',
  },
  {
    from: 'server/bus',
    never: ['server/modules', 'server/store', 'server/http', 'server/app.ts', 'server/main.ts'],
    because: 'the bus wakes and routes, and knows nobody',
  },
  {
    from: 'server/modules',
    never: [
      'server/app.ts',
      'server/main.ts',
      'server/environment.ts',
      'server/logs.ts',
      'server/sharing.ts',
      'server/cli',
    ],
    because: 'app.ts puts the modules together, not the other way round',
  },
];
