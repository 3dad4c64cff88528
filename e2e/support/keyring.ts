import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startChild } from './child.ts';
import { waitFor } from './wait.ts';

/** A session bus with an unlocked keyring on it, as a desktop has. */
export interface Keyring {
  /** Give these to the app so that it finds the keyring. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Starts a session bus and GNOME's keyring, its store in `folder`. Linux only. */
export const startKeyring = async (folder: string): Promise<Keyring> => {
  const bus = await startChild('dbus-daemon', ['--session', '--nofork', '--print-address=1']);
  const address = await waitFor(() => bus.out[0], { what: 'the session bus' });
  const env = {
    DBUS_SESSION_BUS_ADDRESS: address,
    XDG_DATA_HOME: folder,
    XDG_RUNTIME_DIR: folder,
  };
  const daemon = spawn(
    'gnome-keyring-daemon',
    ['--unlock', '--components=secrets', '--foreground', `--control-directory=${folder}`],
    { env: { ...process.env, ...env }, stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const ended = once(daemon, 'close');
  daemon.stdin.end('journey');
  await waitForName(address, 'org.freedesktop.secrets');
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    close: async () => {
      daemon.kill();
      await ended;
      await bus.close();
    },
  };
};

const waitForName = (address: string, name: string): Promise<true> =>
  waitFor(
    async () => {
      const call = await startChild('dbus-send', [
        `--bus=${address}`,
        '--print-reply',
        '--dest=org.freedesktop.DBus',
        '/org/freedesktop/DBus',
        'org.freedesktop.DBus.NameHasOwner',
        `string:${name}`,
      ]);
      await call.ended;
      return call.out.some((line) => line.includes('boolean true'));
    },
    { what: `${name} on the session bus`, everyMs: 100 },
  );
