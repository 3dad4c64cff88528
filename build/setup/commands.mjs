const WINDOW = ['electron'];

/**
 * What each command needs before it can run, and what it then runs.
 * `debian`: groups of packages; `window`: opens windows, so it needs a display; `runtime`: needs an Electron;
 * `steps(args)`: argument lists for Node, run one after the other until one fails.
 */
const COMMANDS = {
  start: {
    debian: (args) => (args.includes('--smoke') ? [...WINDOW, 'keyring'] : WINDOW),
    window: () => true,
    runtime: true,
    steps: (args) => [['build/launch/start.ts', ...args]],
  },
  dev: {
    debian: () => WINDOW,
    window: () => true,
    runtime: true,
    steps: (args) => [['build/launch/dev.ts', ...args]],
  },
  server: {
    debian: () => [],
    window: () => false,
    steps: (args) => [
      ['build/bundle/main.ts', 'server'],
      ['dist/server/server.mjs', ...args],
    ],
  },
  witness: {
    debian: () => [],
    window: () => false,
    steps: (args) => [['peers/witness/main.ts', ...args]],
  },
  'affiliate-sandbox': {
    debian: () => [],
    window: () => false,
    steps: (args) => [['peers/affiliate-sandbox/main.ts', ...args]],
  },
  'verify-receipt': {
    debian: () => [],
    window: () => false,
    steps: (args) => [
      ['build/bundle/main.ts', 'verify', '--quiet'],
      ['dist/bisik-verify.mjs', ...args],
    ],
  },
  policy: {
    debian: () => [],
    window: () => false,
    steps: (args) => [['server/cli/policy.ts', ...args]],
  },
  reports: {
    debian: () => [],
    window: () => false,
    steps: (args) => [['server/cli/reports.ts', ...args]],
  },
  check: {
    debian: () => [],
    window: () => false,
    steps: (args) => [['build/check/run.ts', ...args]],
  },
  docs: {
    debian: () => [],
    window: () => false,
    steps: () => [['build/check/docs/write.ts']],
  },
  format: {
    debian: () => [],
    window: () => false,
    steps: (args) => [['node_modules/@biomejs/biome/bin/biome', 'check', '--write', ...args]],
  },
  e2e: {
    debian: (args) => [
      ...WINDOW,
      'keyring',
      'network',
      ...(args.includes('--packaged') ? ['package'] : []),
    ],
    window: () => true,
    runtime: true,
    steps: (args) =>
      args.includes('--packaged')
        ? [['build/package/try.ts']]
        : [['build/bundle/main.ts'], e2e(args)],
  },
  test: {
    debian: () => [...WINDOW, 'keyring', 'network'],
    window: () => true,
    runtime: true,
    steps: () => [['build/check/run.ts'], ['build/bundle/main.ts'], e2e([])],
  },
  'test:long': {
    debian: () => [],
    window: () => false,
    steps: (args) => [
      [
        ...['node_modules/vitest/vitest.mjs', 'run', '--project=long'],
        ...['--silent=passed-only', ...args],
      ],
    ],
  },
  bench: {
    debian: () => [...WINDOW, 'keyring'],
    window: () => true,
    runtime: true,
    steps: (args) => [
      ['build/bundle/main.ts', '--quiet'],
      ['bench/main.ts', ...args],
    ],
  },
  dist: {
    debian: () => ['package'],
    window: () => false,
    runtime: true,
    steps: (args) => [['build/package/main.ts', ...args]],
  },
};

const e2e = (args) => ['e2e/main.ts', ...args];

/** The entry of a command, or undefined. */
export const commandNamed = (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined);
export const commandNames = () => Object.keys(COMMANDS);
