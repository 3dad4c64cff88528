import { useLanguage, useT } from '../../i18n/intl.tsx';
import { usePolicyWords } from '../../i18n/policy-words.ts';
import styles from './acceptance.module.css';
import type { ChangedRow } from './to-rows.ts';

export type RowWordsProps = {
  row: ChangedRow;
  recipient: string;
  /** The person has it on under the version until now. */
  had: boolean;
};

/** What one row means: what is sent, to whom and how long it is kept, why, and what is new about it. */
export const RowWords = ({ row: changed, recipient, had }: RowWordsProps) => {
  const t = useT();
  const language = useLanguage();
  const words = usePolicyWords();
  const { row, was, change, purpose, wider, narrower } = changed;
  if (change === 'removed') return <p className={styles.text}>{t('change.ends')}</p>;
  if (!row) return null;
  const differs = change === 'widened' || change === 'narrowed';
  return (
    <>
      <p className={styles.text}>{words.line(row, recipient)}</p>
      {row.basis.kind === 'required' ? (
        <p className={styles.text}>{row.basis.reason[language]}</p>
      ) : (
        <p className={styles.text}>{t.dynamic(`purpose.${purpose}.about`, { recipient })}</p>
      )}
      {differs && (
        <p className={styles.change}>
          {[
            ...wider.map((part) => t(`part.wider.${part}`)),
            ...narrower.map((part) => t(`part.narrower.${part}`)),
          ].join(' ')}
        </p>
      )}
      {differs && was && (
        <p className={styles.text}>{t('change.was', { line: words.line(was, recipient) })}</p>
      )}
      {had && <p className={styles.had}>{t('acceptance.had')}</p>}
    </>
  );
};
