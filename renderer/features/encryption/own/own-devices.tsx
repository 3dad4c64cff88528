import { useId, useState } from 'react';
import type { OwnEncryption } from '../../../../contract/ipc/encryption.ts';
import { useFormats, useT } from '../../../i18n/intl.tsx';
import { Button } from '../../../ui/button.tsx';
import { Expander } from '../../../ui/expander.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { toHexGroups } from '../to-hex-groups.ts';
import { useDeviceName } from '../use-device-name.ts';
import styles from './own.module.css';
import { Part } from './part.tsx';

type OwnDevice = OwnEncryption['devices'][number];

const Device = ({ device }: { device: OwnDevice }) => {
  const t = useT();
  const formats = useFormats();
  const id = useId();
  const [open, setOpen] = useState(false);
  const name = useDeviceName()(device, true);
  const { since, registrationId, signingKey, thisDevice } = device;
  const facts = [
    since === null ? null : t('devices.added', { date: formats.date(since) }),
    registrationId === null ? null : t('encryption.own.registration', { number: registrationId }),
  ].filter((fact) => fact !== null);
  return (
    <li className={styles.device}>
      <p className={styles.name}>
        <bdi>{name}</bdi>
        {thisDevice && <Tag>{t('devices.this')}</Tag>}
      </p>
      {facts.map((fact) => (
        <p key={fact} className={styles.text}>
          {fact}
        </p>
      ))}
      {signingKey === null ? (
        <p className={styles.text}>{t('encryption.devices.noKey')}</p>
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
        <p id={id} className={styles.code} dir="ltr">
          {toHexGroups(signingKey)}
        </p>
      )}
    </li>
  );
};

export type OwnDevicesProps = { devices: readonly OwnDevice[]; onManage: () => void };

/** The devices that share the account's key, each with its own. */
export const OwnDevices = ({ devices, onManage }: OwnDevicesProps) => {
  const t = useT();
  return (
    <Part title={t('encryption.own.devices')} text={t('encryption.own.devicesText')}>
      <ul className={styles.devices}>
        {devices.map((device) => (
          <Device key={device.deviceId} device={device} />
        ))}
      </ul>
      <div>
        <Button onClick={onManage}>{t('encryption.own.manage')}</Button>
      </div>
    </Part>
  );
};
