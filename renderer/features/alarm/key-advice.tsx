import { ShieldX } from 'lucide-react';
import type { KeyAlarm } from '../../../contract/ipc/encryption/alarms.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import type { Saving } from '../../host/use-save.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Steps } from '../../ui/steps.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './key-advice.module.css';

/** What becomes of chats as long as it is so. */
const meanwhile = {
  own_entry: 'alarm.keys.meanwhile',
  own_label: 'alarm.keys.own_label.meanwhile',
  log: 'alarm.keys.meanwhile',
  epoch: 'alarm.keys.epoch.meanwhile',
  label_key: 'alarm.keys.label_key.meanwhile',
} as const;

const endOf = ({ by, end }: KeyAlarm) => {
  if (by === 'epoch' || by === 'label_key') return by;
  return by === 'own_label' && end !== 'ready' ? by : end;
};

export type KeyAdviceProps = {
  alarm: KeyAlarm;
  evidence: Saving;
  onDevices: () => void;
  onNewKeys: () => void;
  onGoOn: () => void;
  onClose: () => void;
};

/** What an alarm of the log of keys means, what to do, and how it ends. */
export const KeyAdvice = ({
  alarm,
  evidence,
  onDevices,
  onNewKeys,
  onGoOn,
  onClose,
}: KeyAdviceProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { by, foundAt, end } = alarm;
  const leaveFor = (go: () => void) => () => {
    onClose();
    go();
  };
  return (
    <Dialog
      wide
      grows
      heading={t(`alarm.keys.${by}.title`)}
      closeLabel={t('common.close')}
      onClose={onClose}
      foot={
        <div className={styles.part}>
          <div role="status" className={styles.saved}>
            {evidence.saved && <p>{t('alarm.log.saved')}</p>}
          </div>
          {evidence.error && <FieldNotes id="keys" error={errorText(evidence.error)} />}
          <DialogActions>
            <Button busy={evidence.busy} onClick={() => evidence.run()}>
              {t('alarm.log.save')}
            </Button>
            {by === 'own_entry' && (
              <Button onClick={leaveFor(onDevices)}>{t('settings.section.devices')}</Button>
            )}
            {end === 'new_keys' && (
              <Button onClick={leaveFor(onNewKeys)}>{t('devices.newKeys.open')}</Button>
            )}
            {end === 'ready' && <Button onClick={onGoOn}>{t('alarm.goOn.open')}</Button>}
          </DialogActions>
        </div>
      }
    >
      <div className={styles.parts}>
        <Banner icon={ShieldX} tone="danger">
          <p>{t(`alarm.keys.${by}.what`)}</p>
          {foundAt !== null && <p>{t('alarm.log.found', { when: formats.full(foundAt) })}</p>}
        </Banner>
        <section className={styles.part}>
          <h3 className={styles.title}>{t('alarm.keys.means')}</h3>
          <p>{t(`alarm.keys.${by}.means`)}</p>
          <p>{t(meanwhile[by])}</p>
        </section>
        <section className={styles.part}>
          <h3 className={styles.title}>{t('encryption.todo.title')}</h3>
          <Steps
            steps={[
              t(`alarm.keys.${by}.first`),
              t(`alarm.keys.${by}.second`),
              t(`alarm.keys.${by}.third`),
            ]}
          />
        </section>
        <section className={styles.part}>
          <h3 className={styles.title}>{t('alarm.keys.end')}</h3>
          <p>{t(`alarm.keys.end.${endOf(alarm)}`)}</p>
        </section>
      </div>
    </Dialog>
  );
};
