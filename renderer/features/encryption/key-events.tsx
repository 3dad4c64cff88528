import {
  Eye,
  KeyRound,
  type LucideIcon,
  MonitorCheck,
  MonitorX,
  ShieldCheck,
  ShieldMinus,
  ShieldOff,
  TriangleAlert,
} from 'lucide-react';
import type { KeyEvent } from '../../../contract/ipc/encryption/chat.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './key-events.module.css';

const icons: Readonly<Record<KeyEvent['what'], LucideIcon>> = {
  first_seen: Eye,
  replaced: KeyRound,
  shown: TriangleAlert,
  verified: ShieldCheck,
  unverified: ShieldMinus,
  ended_by_theirs: ShieldOff,
  ended_by_own: ShieldOff,
  device_seen: MonitorCheck,
  device_gone: MonitorX,
};

/** The beginning of a hash, enough to tell two apart. */
const toShort = (keyHash: string): string => `${keyHash.slice(0, 4)} ${keyHash.slice(4, 8)}`;

/** With which devices a key came, or which one it is about. */
const useBy = () => {
  const t = useT();
  const formats = useFormats();
  return ({ by, comparedOn }: KeyEvent): string | null => {
    if (comparedOn !== null) return t('encryption.events.on', { device: comparedOn });
    if (by.length === 0) return t('encryption.events.byUnknown');
    const devices = by.map(({ deviceId, registrationId }) =>
      registrationId === null
        ? t('encryption.events.byDevice', { number: deviceId })
        : t('encryption.events.byRegistration', { number: deviceId, registration: registrationId }),
    );
    return formats.list(devices);
  };
};

/** What happened to a contact's keys as this device saw it, the newest first. */
export const KeyEvents = ({ name, events }: { name: string; events: readonly KeyEvent[] }) => {
  const t = useT();
  const formats = useFormats();
  const toBy = useBy();
  if (events.length === 0) return <p>{t('encryption.events.none')}</p>;
  return (
    <ol className={styles.events}>
      {events.map((event) => {
        const { what, at, keyHash, by } = event;
        const said = toBy(event);
        return (
          <li key={[what, at, keyHash, JSON.stringify(by)].join(' ')} className={styles.event}>
            <Icon of={icons[what]} size={16} className={styles.sign} />
            <div>
              <p>{t(`encryption.events.${what}`, { name })}</p>
              {said !== null && <p className={styles.by}>{said}</p>}
              <p className={styles.when}>
                <time dateTime={new Date(at).toISOString()}>{formats.full(at)}</time>
                <span dir="ltr">{t('encryption.events.key', { key: toShort(keyHash) })}</span>
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
};
