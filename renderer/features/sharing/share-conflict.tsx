import { GitFork } from 'lucide-react';
import type { SharingRow } from '../../../contract/ipc/sharing/state.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Sides } from '../../ui/sides.tsx';
import styles from './sharing.module.css';

export type ShareConflictProps = {
  purpose: string;
  sides: NonNullable<SharingRow['conflict']>;
  now: number;
  /** The choice cannot be turned on any more, or not yet. */
  locked: boolean;
  onPick: (on: boolean) => void;
};

/** Devices that did not know of each other said yes and no; the no stands until the person picks. */
export const ShareConflict = ({ purpose, sides, now, locked, onPick }: ShareConflictProps) => {
  const t = useT();
  const formats = useFormats();
  return (
    <Banner icon={GitFork} tone="attention" title={t('sharing.conflict.title', { purpose })}>
      <div className={styles.conflict}>
        <p>{t('sharing.conflict.text')}</p>
        <Sides
          label={t('settings.conflict.sides', { setting: purpose })}
          pick={t('settings.conflict.pick')}
          sides={sides.map(({ deviceId, device, thisDevice, at, gives }) => {
            const title = t(gives ? 'settings.value.on' : 'settings.value.off');
            const when = formats.at(at, now);
            const text = thisDevice
              ? t('settings.set.here', { device: device ?? '', at: when })
              : t('settings.set.there', {
                  device: device ?? t('sharing.conflict.unknown'),
                  at: when,
                });
            return {
              id: `${deviceId} ${at}`,
              title,
              text,
              pickLabel: t('settings.conflict.pickValue', { value: title, by: text }),
              disabled: locked && gives,
              onPick: () => onPick(gives),
            };
          })}
        />
      </div>
    </Banner>
  );
};
