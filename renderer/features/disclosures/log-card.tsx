import {
  BadgeCheck,
  CircleDashed,
  CloudOff,
  DatabaseBackup,
  type LucideIcon,
  ShieldX,
} from 'lucide-react';
import { useId, useState } from 'react';
import type { LogState } from '../../../contract/ipc/disclosures.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useReceipt } from '../../host/use-save.ts';
import type { Formats } from '../../i18n/formats.ts';
import { type Translate, useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Expander } from '../../ui/expander.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './disclosures.module.css';
import { Watchers } from './watchers.tsx';

const looks: Record<LogState['state'], { icon: LucideIcon; tone: string }> = {
  never: { icon: CircleDashed, tone: 'plain' },
  holds: { icon: BadgeCheck, tone: 'verified' },
  unavailable: { icon: CloudOff, tone: 'plain' },
  restored: { icon: DatabaseBackup, tone: 'attention' },
  unproved: { icon: DatabaseBackup, tone: 'attention' },
  alarm: { icon: ShieldX, tone: 'danger' },
};

/** The sentence under the state's name. */
const toLogText = (log: LogState, t: Translate, formats: Formats, now: number): string => {
  const { state, checkedAt, size, witnesses, alarm } = log;
  const when = checkedAt === null ? null : formats.since(checkedAt, now);
  switch (state) {
    case 'holds':
      return (
        [
          when !== null && t('log.checked', { when }),
          size !== null && t('log.entries', { count: size }),
          t('log.agreed', { count: witnesses.filter((one) => one.cosignedAt !== null).length }),
        ]
          .filter(Boolean)
          // A line may break after the dot, not before.
          .join('\u00A0· ')
      );
    case 'unavailable':
      return when === null ? t('log.unavailable.none') : t('log.unavailable.text', { when });
    case 'alarm':
      return alarm ? t(`alarm.log.${alarm.kind}`) : '';
    default:
      return t(`log.${state}.text`);
  }
};

/** Whether the log holds, who says so, and a way to look again. */
export const LogCard = ({ log, now }: { log: LogState; now: number }) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { host, log: remote } = useSession();
  const [open, setOpen] = useState(false);
  const id = useId();
  const receipt = useReceipt();
  const check = useAction(async () => remote.put(await host.disclosures.check({})));
  const read = useAction(async () => remote.put(await host.disclosures.readRestored({})));
  const { icon, tone } = looks[log.state];
  const told = log.state === 'restored' || log.state === 'unproved';
  const error = check.error ?? read.error ?? receipt.error;
  return (
    <section className={styles.card} aria-label={t('log.title')} data-log={log.state}>
      <div className={styles.log}>
        <span className={styles.tile} data-tone={tone}>
          <Icon of={icon} size={22} />
        </span>
        <div className={styles.words} role="status">
          <p className={styles.name}>{t(`log.${log.state}.title`)}</p>
          <p className={styles.note}>{toLogText(log, t, formats, now)}</p>
          {log.isFull && <p className={styles.note}>{t('log.full')}</p>}
        </div>
        <div className={styles.buttons}>
          {told && (
            <Button small busy={read.busy} onClick={() => read.run()}>
              {t('sharing.understood')}
            </Button>
          )}
          <Button small kind="quiet" busy={check.busy} onClick={() => check.run()}>
            {t(log.checkedAt === null ? 'log.checkNow' : 'log.check')}
          </Button>
          <Button small busy={receipt.busy} onClick={() => receipt.run()}>
            {t('receipt.export')}
          </Button>
        </div>
      </div>
      <div className={styles.below}>
        <div className={styles.belowLine}>
          <Expander open={open} onToggle={() => setOpen(!open)} controls={id}>
            {t('log.watchers')}
          </Expander>
          <p role="status" className={styles.note}>
            {receipt.saved && t('receipt.saved')}
          </p>
        </div>
        <FieldNotes id={`${id}-error`} error={error && errorText(error)} />
        {open && <Watchers id={id} log={log} now={now} />}
      </div>
    </section>
  );
};
