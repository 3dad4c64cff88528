import type { TimedSharing } from '../../host/sharing.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { usePolicyWords } from '../../i18n/policy-words.ts';
import styles from './sharing.module.css';

/** How long single switches can still be changed; nothing where there is no end to it. */
export const Countdown = ({ state, now }: { state: TimedSharing; now: number }) => {
  const t = useT();
  const formats = useFormats();
  const words = usePolicyWords();
  const share = state.shares.find(({ deadlineAt }) => deadlineAt !== null);
  if (!share || share.deadlineAt === null) return null;
  const { deadlineAt, startsAt } = share;
  const deadline = formats.full(deadlineAt);
  if (now >= deadlineAt) {
    return <p className={styles.count}>{t('sharing.over', { deadline })}</p>;
  }
  return (
    <p className={styles.count} data-running>
      {startsAt !== null && startsAt > now
        ? t('sharing.starts', { start: formats.full(startsAt), deadline })
        : t('sharing.left', { time: words.left(deadlineAt - now), deadline })}
    </p>
  );
};
