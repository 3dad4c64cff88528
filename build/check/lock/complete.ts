// A registry that lacks a platform's package makes npm leave its entry out of the lockfile, and `npm ci` then refuses the
// file on every machine. The entries needed are plain to see from the packages that name them.

export type LockEntry = {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  devOptional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Readonly<Record<string, string>>;
};

export type Lock = { packages: Record<string, LockEntry> };

export type Missing = {
  /** Who names it, as a path of the lockfile. */
  readonly by: string;
  readonly name: string;
  readonly version: string;
};

const parentOf = (path: string): string => {
  const end = path.lastIndexOf('/node_modules/');
  return end < 0 ? '' : path.slice(0, end);
};

/** Where Node would find `name` when `from` asks for it, if the lockfile has it. */
const resolve = (lock: Lock, from: string, name: string): string | undefined => {
  for (let base = from; ; base = parentOf(base)) {
    const path = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    if (lock.packages[path] !== undefined) return path;
    if (base === '') return undefined;
  }
};

const isExact = (version: string): boolean => /^\d+\.\d+\.\d+/.test(version);

/** Optional packages that some entry pins to a version and the lockfile does not have. */
export const findMissing = (lock: Lock): Missing[] =>
  Object.entries(lock.packages).flatMap(([by, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([, version]) => isExact(version))
      .filter(([name, version]) => {
        const found = resolve(lock, by, name);
        return found === undefined || lock.packages[found]?.version !== version;
      })
      .map(([name, version]) => ({ by, name, version })),
  );

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

/** The platform that a package's name stands for, as npm writes it: `@x/cli-linux-x64-musl` is linux, x64, musl. */
export const platformOf = (name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> => {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu')) && os === 'linux'
      ? 'glibc'
      : undefined;
  return {
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(os === undefined ? {} : { os: [os] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
  };
};

/** The lockfile with an entry for each missing package, in npm's order of paths. */
export const completeLock = (lock: Lock): Lock => {
  const packages = { ...lock.packages };
  for (const { by, name, version } of findMissing(lock)) {
    const topmost = packages[`node_modules/${name}`];
    const path = topmost === undefined ? `node_modules/${name}` : `${by}/node_modules/${name}`;
    const owner = lock.packages[by];
    packages[path] = {
      version,
      ...platformOf(name),
      ...(owner?.dev === true ? { dev: true } : {}),
      optional: true,
    };
  }
  const ordered = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(ordered) };
};
