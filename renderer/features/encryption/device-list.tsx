import { useId, useState } from 'react';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Expander } from '../../ui/expander.tsx';
import { toHexGroups } from '../../ui/hex-groups.ts';
import { Tag } from '../../ui/tag.tsx';
import styles from './device-list.module.css';
import { type EncryptionDevice, useDeviceName } from './use-device-name.ts';

/** Since when a device is known, and by whose word. */
const useDates = () => {
  const t = useT();
  const formats = useFormats();
  return (device: EncryptionDevice, own: boolean): readonly string[] => {
    const { addedAt, seenAt, loggedAt, goneAt, thisDevice } = device;
    const seen =
      seenAt === null ? null : t('encryption.devices.seen', { date: formats.full(seenAt) });
    return [
      addedAt === null ? null : t('encryption.devices.added', { date: formats.full(addedAt) }),
      thisDevice ? null : (seen ?? (own ? null : t('encryption.devices.before'))),
      loggedAt === null
        ? t('encryption.devices.notLogged')
        : t('encryption.devices.logged', { date: formats.full(loggedAt) }),
      goneAt === null ? null : t('encryption.devices.gone', { date: formats.full(goneAt) }),
    ].filter((line) => line !== null);
  };
};

const Device = ({ device, own }: { device: EncryptionDevice; own: boolean }) => {
  const t = useT();
  const id = useId();
  const toDates = useDates();
  const [open, setOpen] = useState(false);
  const name = useDeviceName()(device, own);
  const { registrationId, signingKey, thisDevice } = device;
  return (
    <li className={styles.device}>
      <p className={styles.name}>
        <bdi>{name}</bdi>
        {thisDevice && <Tag>{t('devices.this')}</Tag>}
      </p>
      {toDates(device, own).map((line) => (
        <p key={line} className={styles.fact}>
          {line}
        </p>
      ))}
      {registrationId !== null && (
        <p className={styles.fact}>
          {t('encryption.devices.registration', { number: registrationId })}
        </p>
      )}
      {signingKey === null ? (
        <p className={styles.fact}>{t('encryption.devices.noKey')}</p>
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

export type DeviceListProps = {
  /** What the list is of. */
  label: string;
  devices: readonly EncryptionDevice[];
  own: boolean;
  /** It stands on a card of its own. */
  framed?: boolean;
};

/** Devices of one side, each with its signing key and since when it is known. */
export const DeviceList = ({ label, devices, own, framed = false }: DeviceListProps) => (
  <ul className={styles.list} data-framed={framed || undefined} aria-label={label}>
    {devices.map((device) => (
      <Device key={device.deviceId} device={device} own={own} />
    ))}
  </ul>
);
