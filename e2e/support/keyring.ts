import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from './child.ts';
import { asOwner, handOver } from './ordinary-user.ts';
import { waitFor } from './wait.ts';

/** A session bus with an unlocked keyring on it, as a desktop has. */
export interface Keyring {
  /** Give these to the app so that it finds the keyring. */
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** A session bus that starts nothing by itself, and on which root may stand beside the owner of the windows. */
const busConfiguration = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
  </policy>
</busconfig>
`;

/** Starts a session bus and GNOME's keyring, its store in `folder`. Linux only. */
export const startKeyring = async (folder: string): Promise<Keyring> => {
  const configuration = join(folder, 'bus.conf');
  await writeFile(configuration, busConfiguration);
  await handOver(folder);
  const owner = asOwner();
  const bus = await startChild(
    'dbus-daemon',
    [`--config-file=${configuration}`, '--nofork', '--print-address=1'],
    owner,
  );
  const address = await waitFor(() => bus.out[0], { what: 'the session bus' });
  const env = {
    DBUS_SESSION_BUS_ADDRESS: address,
    XDG_DATA_HOME: folder,
    XDG_RUNTIME_DIR: folder,
  };
  const daemon = await startChild(
    'gnome-keyring-daemon',
    ['--unlock', '--components=secrets', '--foreground', `--control-directory=${folder}`],
    { ...owner, env: { ...owner.env, ...env }, input: true },
  );
  daemon.input?.end('journey');
  await waitForName(address, 'org.freedesktop.secrets');
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    close: async () => {
      await daemon.close();
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
