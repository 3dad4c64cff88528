import { windowOf } from '../../../contract/consent/acceptance.ts';
import type { Policy, Regime } from '../../../contract/policy/document.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import styles from './acceptance.module.css';

export type RuleProps = {
  regime: Regime;
  policy: Pick<Policy, 'effectiveAt' | 'objectionWindowDays'>;
  /** By the server's clock, as the screen opened. */
  now: number;
};

/** Which rule holds, from when things are shared, and until when that can be changed. */
export const Rule = ({ regime, policy, now }: RuleProps) => {
  const t = useT();
  const formats = useFormats();
  const later = policy.effectiveAt > now;
  const start = formats.full(policy.effectiveAt);
  const days = policy.objectionWindowDays;
  const deadline = formats.full(windowOf(policy, now).deadlineAt);
  if (regime === 'opt-in') {
    return (
      <div className={styles.rule}>
        <p>{t('acceptance.rule.opt-in')}</p>
        {later && <p>{t('acceptance.starts', { start })}</p>}
      </div>
    );
  }
  return (
    <div className={styles.rule}>
      <p>{t('acceptance.rule.opt-out')}</p>
      {regime === 'opt-out' ? (
        <p>
          {later
            ? t('acceptance.window.future', { start, days, deadline })
            : t('acceptance.window.now', { days, deadline })}
        </p>
      ) : (
        <>
          {later && <p>{t('acceptance.starts', { start })}</p>}
          <p>{t('acceptance.anyDay')}</p>
        </>
      )}
    </div>
  );
};
