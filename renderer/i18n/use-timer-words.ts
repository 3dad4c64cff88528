import { useMemo } from 'react';
import { timerChoicesS, timerLimits } from '../../contract/content/timer.ts';
import { useT } from './intl.tsx';
import { spanUnits, spanWords, unitSeconds } from './span-words.ts';

/** The words with which a timer is chosen. */
export const useTimerWords = () => {
  const t = useT();
  return useMemo(
    () => ({
      offLabel: t('timer.off'),
      presets: timerChoicesS.map((seconds) => ({ seconds, label: spanWords(t, seconds) })),
      custom: {
        label: t('timer.custom'),
        count: t('timer.count'),
        unit: t('timer.unit'),
        units: spanUnits.map((unit) => ({
          value: unit,
          label: t(`timer.unit.${unit}`),
          seconds: unitSeconds[unit],
        })),
        mostSeconds: timerLimits.mostS,
        error: t('timer.invalid'),
      },
    }),
    [t],
  );
};
