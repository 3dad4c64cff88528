import { Timer } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import type { Message } from '../../../contract/ipc/model.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { spanWords, toTimeLeft, toWholeUnit } from '../../i18n/span-words.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './time-left.module.css';

const longestMs = 3_600_000;

/** Renewed only when what it shows changes. */
const useTimeLeft = (at: number | null): ReturnType<typeof toTimeLeft> | null => {
  const [now, setNow] = useState(() => Date.now());
  const left = at === null ? null : toTimeLeft(at - now);
  useEffect(() => {
    if (at === null) return undefined;
    const { forMs } = toTimeLeft(at - now);
    const timer = setTimeout(() => setNow(Date.now()), Math.min(Math.max(forMs, 250), longestMs));
    return () => clearTimeout(timer);
  }, [at, now]);
  return left;
};

/** In a bubble: how long a message still stays, or would once its time runs. */
export const TimeLeft = memo(({ afterS, at }: NonNullable<Message['expiry']>) => {
  const t = useT();
  const formats = useFormats();
  const left = useTimeLeft(at);
  const { count, unit } = left ?? toWholeUnit(afterS);
  const label = left
    ? t('timer.left', { span: spanWords(t, left.seconds) })
    : t('timer.waits', { span: spanWords(t, afterS) });
  return (
    <span className={styles.left} role="img" aria-label={label} title={label}>
      <Icon of={Timer} size={14} />
      <span aria-hidden="true">{formats.span(count, unit)}</span>
    </span>
  );
});
TimeLeft.displayName = 'TimeLeft';
