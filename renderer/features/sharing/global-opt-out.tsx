import { Check, CloudUpload } from 'lucide-react';
import { useRef } from 'react';
import type { TimedSharing } from '../../host/sharing.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel, PanelPart } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import styles from './sharing.module.css';
import { useDecide } from './use-decide.ts';

export type GlobalOptOutProps = {
  id: string;
  state: TimedSharing;
  now: number;
  onAccount: () => void;
};

/** The one switch that refuses everything, which no deadline locks. */
export const GlobalOptOut = ({ id, state, now, onAccount }: GlobalOptOutProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const part = useRef<HTMLDivElement>(null);
  const { on, saved } = state.globalOptOut;
  const chosen = state.shares.filter((share) => share.chosen);
  const turn = useDecide(state, part, chosen, (host, shown, next: boolean) =>
    host.sharing.setGlobalOptOut({ on: next, shown }),
  );
  const waiting = saved.waitingSince;
  return (
    <Panel title={t('sharing.all')} id={id}>
      <PanelPart tight>
        <div ref={part} className={styles.all}>
          <Switch
            label={t('sharing.all.label')}
            help={t('sharing.all.help')}
            on={on}
            onChange={(next) => turn.run(next)}
          />
          {waiting !== null ? (
            <p className={styles.state} data-kind="waiting">
              <Icon of={CloudUpload} size={16} />
              <span>
                {t(on ? 'sharing.all.onWaiting' : 'sharing.all.endWaiting', {
                  when: formats.since(waiting, now),
                })}
              </span>
            </p>
          ) : (
            on &&
            saved.serverSince !== null && (
              <p className={styles.state} data-kind="kept">
                <Icon of={Check} size={16} />
                <span>
                  {t('sharing.state.onSince', { when: formats.since(saved.serverSince, now) })}
                </span>
              </p>
            )
          )}
          {on && (
            <p className={styles.note}>
              {t(
                chosen.some(({ locked }) => locked)
                  ? 'sharing.all.endingLocked'
                  : 'sharing.all.ending',
              )}
            </p>
          )}
        </div>
        <div role="alert">
          {turn.error && (
            <p className={styles.failed}>{t('sharing.failed', { why: errorText(turn.error) })}</p>
          )}
        </div>
      </PanelPart>
      <PanelPart>
        <div className={styles.beside}>
          <p className={styles.note}>{t('sharing.all.account')}</p>
          <Button small onClick={onAccount}>
            {t('sharing.all.accountOpen')}
          </Button>
        </div>
      </PanelPart>
    </Panel>
  );
};
