import { CircleHelp, Monitor } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { OwnDevice } from '../../../contract/ipc/devices.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PanelPart } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import styles from './devices.module.css';
import { RenameDevice } from './rename-device.tsx';
import { toActive } from './to-day.ts';

export type DeviceRowProps = {
  device: OwnDevice;
  now: number;
  onUnlink: () => void;
};

const useActiveText = ({ activeDay }: OwnDevice, now: number): string => {
  const t = useT();
  const formats = useFormats();
  if (activeDay === null) return t('devices.active.never');
  const active = toActive(activeDay, now);
  return t('devices.active.on', { day: formats.day(active.at, active.now) });
};

export const DeviceRow = ({ device, now, onUnlink }: DeviceRowProps) => {
  const t = useT();
  const formats = useFormats();
  const [renaming, setRenaming] = useState(false);
  const rename = useRef<HTMLButtonElement>(null);
  const wasRenaming = useRef(false);
  useEffect(() => {
    if (wasRenaming.current && !renaming) rename.current?.focus();
    wasRenaming.current = renaming;
  }, [renaming]);
  const { name, thisDevice } = device;
  const active = useActiveText(device, now);
  const shown = name ?? t('devices.unreadable');
  return (
    <li>
      <PanelPart>
        <div className={styles.device}>
          <Icon
            of={name === null ? CircleHelp : Monitor}
            size={22}
            className={name === null ? styles.unknown : styles.mark}
          />
          <div className={styles.words}>
            <p className={styles.name}>
              <bdi className={name === null ? styles.unknown : undefined}>{shown}</bdi>
              {thisDevice && <Tag>{t('devices.this')}</Tag>}
            </p>
            <p className={styles.when}>
              <span>{t('devices.added', { date: formats.date(device.addedAt) })}</span>
              {' · '}
              <span>{thisDevice ? t('devices.active.now') : active}</span>
            </p>
            {name === null && <p className={styles.warning}>{t('devices.unreadable.text')}</p>}
          </div>
          {!renaming &&
            (thisDevice ? (
              <Button small ref={rename} onClick={() => setRenaming(true)}>
                {t('devices.rename')}
              </Button>
            ) : (
              <Button small aria-label={t('devices.unlink.of', { name: shown })} onClick={onUnlink}>
                {t('devices.unlink')}
              </Button>
            ))}
        </div>
        {renaming && <RenameDevice name={name ?? ''} onDone={() => setRenaming(false)} />}
      </PanelPart>
    </li>
  );
};
