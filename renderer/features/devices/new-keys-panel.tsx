import { Hourglass } from 'lucide-react';
import type { RefObject } from 'react';
import { fromErrorBody } from '../../../contract/errors/coded-error.ts';
import type { DevicesState } from '../../../contract/ipc/devices.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel, PanelPart } from '../../ui/panel.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import styles from './devices.module.css';

export type NewKeysPanelProps = {
  /** Takes the keyboard where a dialog ended: what it says is what became of them. */
  ref: RefObject<HTMLDivElement | null>;
  newKeys: DevicesState['newKeys'];
  onOpen: () => void;
};

/** What to do about a device that was lost, and how that went. */
export const NewKeysPanel = ({ ref, newKeys, onOpen }: NewKeysPanelProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { stage, madeAt, problem } = newKeys;
  const failed =
    problem && t('devices.newKeys.failed', { problem: errorText(fromErrorBody(problem)) });
  return (
    <Panel title={t('devices.newKeys.title')}>
      <PanelPart>
        <div ref={ref} tabIndex={-1} className={styles.newKeys}>
          <p className={styles.when}>{t('devices.newKeys.text')}</p>
          {madeAt !== null && (
            <p className={styles.when}>
              {t('devices.newKeys.madeAt', { date: formats.date(madeAt) })}
            </p>
          )}
          {stage === 'waiting' && (
            <Banner
              icon={Hourglass}
              tone="attention"
              live="polite"
              title={t('devices.newKeys.waiting')}
            >
              {t('devices.newKeys.waitingText')}
            </Banner>
          )}
          <FieldNotes id="newkeys-panel" error={failed} />
          <div className={styles.buttons}>
            <Button disabled={stage !== 'none'} onClick={onOpen}>
              {t('devices.newKeys.open')}
            </Button>
          </div>
        </div>
      </PanelPart>
    </Panel>
  );
};
