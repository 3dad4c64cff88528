import { useT } from '../../i18n/intl.tsx';
import { DeviceList } from './device-list.tsx';
import styles from './encryption-rows.module.css';
import { Side } from './side.tsx';
import type { EncryptionDevice } from './use-device-name.ts';

export type DeviceListsProps = {
  name: string;
  own: readonly EncryptionDevice[];
  theirs: readonly EncryptionDevice[];
};

/** Each device that a message of this chat is encrypted for, on both sides. */
export const DeviceLists = ({ name, own, theirs }: DeviceListsProps) => {
  const t = useT();
  const sides = [
    { title: t('encryption.devices.own'), devices: own, own: true },
    { title: t('encryption.devices.theirs', { name }), devices: theirs, own: false },
  ];
  return (
    <>
      {sides.map(({ title, devices, own: isOwn }) => (
        <Side key={title} title={title}>
          {devices.length === 0 ? (
            <p className={styles.text}>{t('encryption.devices.none')}</p>
          ) : (
            <DeviceList label={title} devices={devices} own={isOwn} />
          )}
        </Side>
      ))}
      <p className={styles.text}>{t('encryption.devices.source', { name })}</p>
    </>
  );
};
