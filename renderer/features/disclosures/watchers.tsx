import type { LogState } from '../../../contract/ipc/disclosures.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import styles from './disclosures.module.css';

/** Who else looks at the log, and what it is called. */
export const Watchers = ({ id, log, now }: { id: string; log: LogState; now: number }) => {
  const t = useT();
  const formats = useFormats();
  return (
    <ul id={id} className={styles.watchers}>
      {log.witnesses.map(({ name, operator, cosignedAt }) => (
        <li key={name}>
          {cosignedAt === null
            ? t('log.witnessNot', { name, operator })
            : t('log.witness', { name, operator, when: formats.since(cosignedAt, now) })}
        </li>
      ))}
      {log.witnesses.length === 0 && <li>{t('log.noWitness')}</li>}
      <li>{t('log.contacts', { count: log.agreedWith })}</li>
      {log.origin && <li dir="auto">{t('log.origin', { origin: log.origin })}</li>}
    </ul>
  );
};
