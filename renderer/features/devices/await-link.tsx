import { MonitorCheck } from 'lucide-react';
import { useEffect } from 'react';
import type { OwnDevice } from '../../../contract/ipc/devices.ts';
import { useSession } from '../../host/context.tsx';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { Digits } from '../../ui/digits.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import type { ReadLink } from './approve-link.tsx';
import styles from './link-dialog.module.css';

export type AwaitLinkProps = {
  link: ReadLink;
  /** The device that was not there before, once it is. */
  added: OwnDevice | undefined;
  onClose: () => void;
};

const askEveryMs = 5_000;

/** It was approved here; the person compares and confirms on the new device. */
export const AwaitLink = ({ link, added, onClose }: AwaitLinkProps) => {
  const t = useT();
  const { host, devices } = useSession();
  const waiting = added === undefined;
  const finish = () => {
    host.devices.readLinked({}).then(devices.put, () => undefined);
    onClose();
  };
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setInterval(() => {
      host.devices.refresh({}).then(devices.put, () => undefined);
    }, askEveryMs);
    return () => clearInterval(timer);
  }, [waiting, host, devices]);
  if (added) {
    return (
      <>
        <Banner icon={MonitorCheck} tone="verified" live="polite">
          {t('linking.done', { name: added.name ?? link.deviceName })}
        </Banner>
        <DialogActions>
          <Button kind="primary" onClick={finish}>
            {t('linking.finish')}
          </Button>
        </DialogActions>
      </>
    );
  }
  return (
    <>
      <p>{t('linking.await.text')}</p>
      <Digits>{link.comparison}</Digits>
      <p role="status" className={styles.waiting}>
        <Spinner size={18} />
        {t('linking.await.waiting')}
      </p>
      <p className={styles.note}>{t('linking.await.close')}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </>
  );
};
