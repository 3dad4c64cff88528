import type { KeyAlarm } from '../../contract/ipc/encryption.ts';
import type { Host } from './host.ts';
import { createRemote, type Remote } from './remote.ts';

/** What was found against the log of keys. Where it cannot be asked, as without an account or a database, what was told last stands. */
export const createKeyAlarm = ({
  encryption,
  onEngineRestart,
}: Pick<Host, 'encryption' | 'onEngineRestart'>): Remote<KeyAlarm> => {
  const remote: Remote<KeyAlarm> = createRemote({
    get: () => encryption.alarm({}).catch(() => remote.read().value ?? { alarm: null }),
    follow: (put) => encryption.on('alarmChanged', put),
    onRestart: onEngineRestart,
  });
  return remote;
};
