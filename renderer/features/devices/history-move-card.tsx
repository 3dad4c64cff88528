import { CircleCheck, CircleStop, CloudOff, MessagesSquare, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { HistoryMove } from '../../../contract/ipc/devices.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Progress } from '../../ui/progress.tsx';
import styles from './history-move.module.css';
import { useHistoryMove } from './use-history-move.ts';

const icons = {
  waiting: MessagesSquare,
  moving: MessagesSquare,
  paused: CloudOff,
  failed: TriangleAlert,
  cancelled: CircleStop,
  done: CircleCheck,
} as const;

type StopDialogProps = { direction: HistoryMove['direction']; onClose: () => void };

const StopDialog = ({ direction, onClose }: StopDialogProps) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, devices } = useSession();
  const stop = useAction(async () => {
    devices.put(await host.devices.cancelHistory({}));
    onClose();
  });
  return (
    <Dialog alert heading={t('move.stop.title')} onClose={onClose}>
      <p>{t(`move.stop.${direction}`)}</p>
      {stop.error && <p role="alert">{errorText(stop.error)}</p>}
      <DialogActions>
        <Button busy={stop.busy} onClick={() => stop.run()}>
          {t('move.stop.yes')}
        </Button>
        <Button onClick={onClose}>{t('move.stop.no')}</Button>
      </DialogActions>
    </Dialog>
  );
};

const useCount = ({ doneMessages, totalMessages }: HistoryMove): string => {
  const t = useT();
  const formats = useFormats();
  const done = formats.number(doneMessages);
  return totalMessages === null
    ? t('move.countSoFar', { done })
    : t('move.count', { done, total: formats.number(totalMessages) });
};

const Card = ({ move }: { move: HistoryMove }) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, devices } = useSession();
  const [stopping, setStopping] = useState(false);
  const again = useAction(async () => devices.put(await host.devices.resumeHistory({})));
  const { direction, stage, problem } = move;
  const count = useCount(move);
  const title = t(`move.${direction}.${stage}`);
  const ended = stage === 'done' || stage === 'cancelled';
  return (
    <>
      <Icon of={icons[stage]} size={18} className={styles.icon} />
      <div className={styles.words}>
        <p role="status" className={styles.title}>
          {title}
        </p>
        {(stage === 'moving' || stage === 'paused') && (
          <Progress label={title} done={move.doneMessages} total={move.totalMessages} />
        )}
        {stage === 'waiting' ? (
          <p>{t(`move.${direction}.waitingText`)}</p>
        ) : (
          <p className="tabular">{count}</p>
        )}
        {stage === 'paused' && <p>{t('move.pausedText')}</p>}
        {stage === 'failed' && <p>{problem && t.dynamic(`error.${problem.code}`)}</p>}
        {again.error && <p role="alert">{errorText(again.error)}</p>}
        {!ended && (
          <div className={styles.ways}>
            {stage === 'failed' && (
              <Button kind="link" busy={again.busy} onClick={() => again.run()}>
                {t('common.retry')}
              </Button>
            )}
            <Button kind="link" onClick={() => setStopping(true)}>
              {t('move.stop')}
            </Button>
          </div>
        )}
      </div>
      {stopping && !ended && (
        <StopDialog direction={direction} onClose={() => setStopping(false)} />
      )}
    </>
  );
};

/** History on its way between two of the person's devices: how far it is, and the way to end it. */
export const HistoryMoveCard = ({ className }: { className?: string | undefined }) => {
  const t = useT();
  const move = useHistoryMove();
  if (!move) return null;
  return (
    <section className={className} aria-label={t(`move.${move.direction}.label`)}>
      <div className={classNames(styles.card, move.stage === 'failed' && styles.failed)}>
        <Card move={move} />
      </div>
    </section>
  );
};
