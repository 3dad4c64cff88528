import { useId } from 'react';
import { useT } from '../i18n/intl.tsx';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/select.tsx';
import styles from './scan.module.css';
import type { Camera } from './use-camera.ts';

/** What the camera sees, while it looks for a code. */
export const CameraView = ({ camera }: { camera: Camera }) => {
  const t = useT();
  const id = useId();
  const { state, cameras, current, show, start, stop } = camera;
  return (
    <div className={styles.camera}>
      <div className={styles.seen}>
        <video
          ref={show}
          muted
          playsInline
          className={styles.video}
          aria-label={t('scan.camera.sees')}
          aria-describedby={id}
        />
      </div>
      <p id={id} role="status" className={styles.hint}>
        {t(state === 'on' ? 'scan.camera.hold' : 'scan.camera.starting')}
      </p>
      <div className={styles.cameraWays}>
        {cameras.length > 1 && current !== undefined && (
          <Select
            label={t('scan.camera.which')}
            align="start"
            value={current}
            options={cameras.map((one, index) => ({
              value: one.id,
              label: one.label || t('scan.camera.number', { number: index + 1 }),
            }))}
            onChange={start}
          />
        )}
        <Button small onClick={stop}>
          {t('scan.camera.stop')}
        </Button>
      </div>
    </div>
  );
};
