import type { KeyAlarms } from '../../contract/ipc/encryption/alarms.ts';
import type { Host } from './host.ts';
import { createRemote, type Remote } from './remote.ts';

/** What was found against the log of keys. Where it cannot be asked, as without an account or a database, what was told last stands. */
export const createKeyAlarms = ({
  encryption,
  onEngineRestart,
}: Pick<Host, 'encryption' | 'onEngineRestart'>): Remote<KeyAlarms> => {
  const remote: Remote<KeyAlarms> = createRemote({
    get: () => encryption.alarms({}).catch(() => remote.read().value ?? { alarms: [] }),
    follow: (put) => encryption.on('alarmsChanged', put),
    onRestart: onEngineRestart,
  });
  return remote;
};
