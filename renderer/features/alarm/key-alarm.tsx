import { ShieldX } from 'lucide-react';
import { useContext, useEffect, useRef, useState } from 'react';
import type { KeyAlarm as Alarm } from '../../../contract/ipc/encryption.ts';
import { useSession } from '../../host/context.tsx';
import { useErrorText } from '../../host/use-error-text.ts';
import { useSave } from '../../host/use-save.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useValue } from '../../state/observable.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { FocusAfter } from '../../ui/focus-after.ts';
import { Steps } from '../../ui/steps.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import { useFocusBack } from '../../ui/use-focus-back.ts';
import { GoOnDialog } from './go-on-dialog.tsx';
import styles from './key-alarm.module.css';
import { Strip, StripNote } from './strip.tsx';

export type KeyAlarmProps = {
  alarm: NonNullable<Alarm['alarm']>;
  onDevices: () => void;
  /** To new keys, where those are what it wants for. */
  onNewKeys: () => void;
};

/** What becomes of chats as long as it is so. */
const meanwhile = {
  own_entry: 'alarm.keys.meanwhile',
  own_label: 'alarm.keys.own_label.meanwhile',
  log: 'alarm.keys.meanwhile',
  epoch: 'alarm.keys.epoch.meanwhile',
  label_key: 'alarm.keys.label_key.meanwhile',
} as const;

const endOf = ({ by, end }: KeyAlarmProps['alarm']) => {
  if (by === 'epoch' || by === 'label_key') return by;
  return by === 'own_label' && end !== 'ready' ? by : end;
};

/** Somebody stands in the person's name, or the log of keys cannot be relied on: it counts for every chat, and stays while it is so. */
export const KeyAlarm = ({ alarm, onDevices, onNewKeys }: KeyAlarmProps) => {
  const t = useT();
  const { host, keyAdvice } = useSession();
  const formats = useFormats();
  const errorText = useErrorText();
  const advised = useValue(keyAdvice);
  const [going, setGoing] = useState(false);
  const open = going || advised;
  useEffect(() => () => keyAdvice.set(false), [keyAdvice]);
  const close = () => {
    keyAdvice.set(false);
    setGoing(false);
  };
  // One page goes over into the other, and with it what it was opened from.
  const opener = useRef<HTMLButtonElement>(null);
  useFocusBack(open, opener);
  const focusAfter = useContext(FocusAfter);
  const evidence = useSave(() => host.encryption.exportEvidence({ accountId: null }));
  const { by, foundAt, end } = alarm;
  const title = t(`alarm.keys.${by}.title`);
  const found = foundAt === null ? null : t('alarm.log.found', { when: formats.full(foundAt) });
  const saveButton = (small: boolean) => (
    <Button small={small} busy={evidence.busy} onClick={() => evidence.run()}>
      {t('alarm.log.save')}
    </Button>
  );
  return (
    <>
      <Strip
        icon={ShieldX}
        tone="danger"
        title={title}
        buttons={
          <>
            <Button ref={opener} small onClick={() => keyAdvice.set(true)}>
              {t('withheld.more')}
            </Button>
            {!open && saveButton(true)}
          </>
        }
      >
        <p>{t(`alarm.keys.${by}.short`)}</p>
        {!open && evidence.saved && <StripNote>{t('alarm.log.saved')}</StripNote>}
        {!open && evidence.error && <p>{errorText(evidence.error)}</p>}
      </Strip>
      {going && (
        <GoOnDialog
          by={by}
          onDone={() => {
            close();
            focusAfter();
          }}
          onClose={close}
        />
      )}
      {advised && !going && (
        <Dialog wide grows heading={title} closeLabel={t('common.close')} onClose={close}>
          <div className={styles.parts}>
            <Banner icon={ShieldX} tone="danger">
              <p>{t(`alarm.keys.${by}.what`)}</p>
              {found && <p>{found}</p>}
            </Banner>
            <section>
              <h3 className={styles.title}>{t('alarm.keys.means')}</h3>
              <p>{t(`alarm.keys.${by}.means`)}</p>
              <p>{t(meanwhile[by])}</p>
            </section>
            <section>
              <h3 className={styles.title}>{t('encryption.todo.title')}</h3>
              <Steps
                steps={[
                  t(`alarm.keys.${by}.first`),
                  t(`alarm.keys.${by}.second`),
                  t(`alarm.keys.${by}.third`),
                ]}
              />
            </section>
            <section>
              <h3 className={styles.title}>{t('alarm.keys.end')}</h3>
              <p>{t(`alarm.keys.end.${endOf(alarm)}`)}</p>
            </section>
            <div role="status">{evidence.saved && <p>{t('alarm.log.saved')}</p>}</div>
            {evidence.error && <FieldNotes id="keys" error={errorText(evidence.error)} />}
            <DialogActions>
              {saveButton(false)}
              {by === 'own_entry' && (
                <Button
                  onClick={() => {
                    close();
                    onDevices();
                  }}
                >
                  {t('settings.section.devices')}
                </Button>
              )}
              {end === 'new_keys' && (
                <Button
                  onClick={() => {
                    close();
                    onNewKeys();
                  }}
                >
                  {t('devices.newKeys.open')}
                </Button>
              )}
              {end === 'ready' && (
                <Button onClick={() => setGoing(true)}>{t('alarm.goOn.open')}</Button>
              )}
              <Button onClick={close}>{t('common.close')}</Button>
            </DialogActions>
          </div>
        </Dialog>
      )}
    </>
  );
};
