import { useId, useState } from 'react';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Expander } from '../../ui/expander.tsx';
import { Tag } from '../../ui/tag.tsx';
import styles from './device-lists.module.css';
import { toHexGroups } from './to-hex-groups.ts';
import { type EncryptionDevice, useDeviceName } from './use-device-name.ts';

const Device = ({ device, own }: { device: EncryptionDevice; own: boolean }) => {
  const t = useT();
  const formats = useFormats();
  const id = useId();
  const [open, setOpen] = useState(false);
  const name = useDeviceName()(device, own);
  const { since, signingKey, thisDevice } = device;
  return (
    <li className={styles.device}>
      <p className={styles.name}>
        <bdi>{name}</bdi>
        {thisDevice && <Tag>{t('devices.this')}</Tag>}
      </p>
      {since !== null && (
        <p className={styles.since}>
          {t(own ? 'devices.added' : 'encryption.devices.seen', { date: formats.date(since) })}
        </p>
      )}
      {signingKey === null ? (
        <p className={styles.since}>{t('encryption.devices.noKey')}</p>
      ) : (
        <Expander
          open={open}
          onToggle={() => setOpen(!open)}
          controls={id}
          label={t('encryption.devices.keyOf', { device: name })}
        >
          {t('encryption.devices.key')}
        </Expander>
      )}
      {open && signingKey !== null && (
        <p id={id} className={styles.key} dir="ltr">
          {toHexGroups(signingKey)}
        </p>
      )}
    </li>
  );
};

const DeviceList = ({
  title,
  devices,
  own,
}: {
  title: string;
  devices: readonly EncryptionDevice[];
  own: boolean;
}) => {
  const t = useT();
  const id = useId();
  return (
    <div className={styles.side}>
      <h4 id={id} className={styles.title}>
        {title}
      </h4>
      {devices.length === 0 ? (
        <p className={styles.since}>{t('encryption.devices.none')}</p>
      ) : (
        <ul className={styles.list} aria-labelledby={id}>
          {devices.map((device) => (
            <Device key={device.deviceId} device={device} own={own} />
          ))}
        </ul>
      )}
    </div>
  );
};

export type DeviceListsProps = {
  name: string;
  own: readonly EncryptionDevice[];
  theirs: readonly EncryptionDevice[];
};

/** Each device that a message of this chat is sealed to, on both sides. */
export const DeviceLists = ({ name, own, theirs }: DeviceListsProps) => {
  const t = useT();
  return (
    <>
      <DeviceList title={t('encryption.devices.own')} devices={own} own />
      <DeviceList title={t('encryption.devices.theirs', { name })} devices={theirs} own={false} />
    </>
  );
};
