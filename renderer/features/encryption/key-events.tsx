import { Eye, KeyRound, type LucideIcon, ShieldCheck, TriangleAlert } from 'lucide-react';
import type { KeyEvent } from '../../../contract/ipc/encryption.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './key-events.module.css';

const icons: Readonly<Record<KeyEvent['what'], LucideIcon>> = {
  first_seen: Eye,
  replaced: KeyRound,
  shown: TriangleAlert,
  verified: ShieldCheck,
};

/** The beginning of a hash, enough to tell two apart. */
const toShort = (keyHash: string): string => `${keyHash.slice(0, 4)} ${keyHash.slice(4, 8)}`;

/** What happened to a contact's keys as this device saw it, the newest first. */
export const KeyEvents = ({ name, events }: { name: string; events: readonly KeyEvent[] }) => {
  const t = useT();
  const formats = useFormats();
  if (events.length === 0) return <p>{t('encryption.events.none')}</p>;
  return (
    <ol className={styles.events}>
      {events.map(({ what, at, keyHash }) => (
        <li key={`${what} ${at} ${keyHash}`} className={styles.event}>
          <Icon of={icons[what]} size={16} className={styles.sign} />
          <div>
            <p>{t(`encryption.events.${what}`, { name })}</p>
            <p className={styles.when}>
              <time dateTime={new Date(at).toISOString()}>{formats.full(at)}</time>
              <span dir="ltr">{t('encryption.events.key', { key: toShort(keyHash) })}</span>
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
};
