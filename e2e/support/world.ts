import { type App, type AppOptions, launchApp, startUnseen } from './app.ts';
import type { TestClock } from './clock/test-clock.ts';
import { type Keyring, startKeyring } from './keyring.ts';
import { createNumbers } from './numbers.ts';
import { openPeer, type Peer, type PeerOptions } from './peer.ts';
import { createScope, type Scope } from './scope.ts';
import { register } from './screens/onboarding.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { wordsOf } from './words.ts';

/** A server, a keyring, and people with and without windows; closes them all. */
export interface World {
  readonly scope: Scope;
  readonly server: ServerProcess;
  readonly keyring: Keyring | null;
  readonly numbers: ReturnType<typeof createNumbers>;
  /** The time that its server and its people live in; the system's when there is none. */
  readonly clock?: TestClock | undefined;
  readonly close: () => Promise<void>;
}

/** How a world's server is to be started. */
export interface WorldOptions {
  /** A folder of its own when there is none. */
  readonly dataFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: TestClock;
}

/** Starts the server and, on Linux, a keyring. `worker` keeps the numbers of worlds apart. */
export const createWorld = async (worker = 0, options: WorldOptions = {}): Promise<World> => {
  const scope = createScope();
  const { env = {}, clock } = options;
  try {
    const dataFolder = options.dataFolder ?? (await scope.folder('server'));
    const server = scope.own(await startServer({ dataFolder, env, clock }));
    const keyring =
      process.platform === 'linux'
        ? scope.own(await startKeyring(await scope.folder('keyring')))
        : null;
    const numbers = createNumbers(worker);
    return { scope, server, keyring, numbers, clock, close: scope.close };
  } catch (error) {
    await scope.close();
    throw error;
  }
};

export type ProfileOptions = Partial<AppOptions>;

/** A person in front of a window, registered. */
export interface PersonAtWindow extends App {
  readonly name: string;
  readonly number: string;
}

export interface NewcomerOptions extends ProfileOptions {
  readonly findable?: boolean;
  /** Of a server that is not the world's: gives the code that it sent to a number. */
  readonly codeFor?: (number: string) => Promise<string>;
}

/** People of one journey; what they opened closes with `scope`. */
export interface People {
  readonly openApp: (options?: ProfileOptions) => Promise<App>;
  /** Starts the app without waiting for its window. */
  readonly startUnseen: (
    options: ProfileOptions & { profileFolder: string },
  ) => ReturnType<typeof startUnseen>;
  /** Opens a window and goes through onboarding in it. */
  readonly newcomer: (name: string, options?: NewcomerOptions) => Promise<PersonAtWindow>;
  readonly newPeer: (name: string, options?: Partial<PeerOptions>) => Promise<Peer>;
}

/** Opens windows and messengers in a world. `onOpened` hears of every window. */
export const createPeople = (
  world: World,
  scope: Scope,
  onOpened: (app: App) => void = () => undefined,
): People => {
  const openApp = async (options: ProfileOptions = {}): Promise<App> => {
    const profileFolder = options.profileFolder ?? (await scope.folder('profile'));
    const app = scope.own(
      await launchApp({
        serverUrl: world.server.url,
        keyring: world.keyring,
        clock: world.clock,
        ...options,
        profileFolder,
      }),
    );
    onOpened(app);
    return app;
  };
  return {
    openApp,
    startUnseen: async (options) =>
      scope.own(
        await startUnseen({
          serverUrl: world.server.url,
          keyring: world.keyring,
          clock: world.clock,
          ...options,
        }),
      ),
    newcomer: async (name, options = {}) => {
      const { findable = true, codeFor, ...profile } = options;
      const app = await openApp(profile);
      const number = world.numbers.malaysian();
      const since = world.server.mark();
      await register(app.page, {
        number,
        name,
        findable,
        codeFor: codeFor ?? ((wanted) => world.server.codeFor(wanted, since)),
        say: wordsOf(options.language ?? 'en'),
      });
      return { ...app, name, number };
    },
    newPeer: async (name, options = {}) => {
      const folder = options.folder ?? (await scope.folder('peer'));
      const since = world.server.mark();
      return scope.own(
        await openPeer({
          folder,
          number: options.number ?? world.numbers.malaysian(),
          name,
          serverUrl: world.server.url,
          clock: world.clock,
          codeFor: (wanted) => world.server.codeFor(wanted, since),
          ...options,
        }),
      );
    },
  };
};
