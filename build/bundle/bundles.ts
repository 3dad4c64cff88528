/** One program's bundle: what it is made of and where it goes. `configs.ts` says how; this table loads fast. */
export interface Bundle {
  readonly name: string;
  readonly target: 'electron' | 'node' | 'one-file' | 'page';
  readonly entry: string;
  /** Folders whose change makes a new bundle needed. */
  readonly inputs: readonly string[];
  /** The file that must be there, below `dist/`. */
  readonly output: string;
  /** Whether it loads native addons from beside it. */
  readonly native?: boolean;
}

const electronBundle = (name: string, entry: string, inputs: readonly string[]): Bundle => ({
  name,
  target: 'electron',
  entry,
  inputs: ['contract', ...inputs],
  output: `app/${name}.cjs`,
  native: name === 'engine',
});

const nodeBundle = (name: string, entry: string, inputs: readonly string[]): Bundle => ({
  name,
  target: 'node',
  entry,
  inputs: ['contract', ...inputs],
  output: `${name}/${name}.mjs`,
});

export const bundles: readonly Bundle[] = [
  electronBundle('main', 'electron/main/main.ts', ['electron/main']),
  // Read as text by main and run in a worker thread.
  electronBundle('argon2-worker', 'electron/main/vault/argon2-worker.ts', ['electron/main']),
  electronBundle('preload', 'electron/preload/preload.ts', ['electron/preload']),
  electronBundle('engine', 'electron/engine/engine.ts', ['core', 'electron/engine']),
  {
    name: 'renderer',
    target: 'page',
    entry: 'renderer/index.html',
    inputs: ['contract', 'renderer'],
    output: 'app/renderer/index.html',
  },
  nodeBundle('server', 'server/main.ts', ['server']),
  nodeBundle('policy', 'server/cli/policy.ts', ['server']),
  nodeBundle('affiliate-sandbox', 'peers/affiliate-sandbox/main.ts', [
    'peers/affiliate-sandbox',
    'peers/shared',
  ]),
  nodeBundle('witness', 'peers/witness/main.ts', ['peers/witness', 'peers/shared']),
  nodeBundle('echo', 'bots/echo/main.ts', ['core', 'bots']),
  // Handed to people who have nothing of this repository.
  {
    name: 'verify',
    target: 'one-file',
    entry: 'peers/verify/main.ts',
    inputs: ['contract', 'peers/verify'],
    output: 'bisik-verify.mjs',
  },
];
