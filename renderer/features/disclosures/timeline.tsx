import { CircleAlert, ListChecks } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type Purpose, purposes } from '../../../contract/policy/purposes.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { usePolicyWords } from '../../i18n/policy-words.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './disclosures.module.css';
import { SharedRow } from './shared-row.tsx';
import { toDays } from './to-days.ts';
import { useSharedItems } from './use-shared-items.ts';

type Filter = Purpose | 'all';

export type TimelineProps = {
  now: number;
  nameOf: (recipient: string) => string;
  /** Whom purposes speak of that name one. */
  affiliate: string;
};

/** Calls `onReach` when the end of the list comes into view. */
const useReached = (onReach: () => void) => {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(onReach);
  latest.current = onReach;
  useEffect(() => {
    const mark = end.current;
    if (!mark || !('IntersectionObserver' in globalThis)) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) latest.current();
      },
      { rootMargin: '200px' },
    );
    observer.observe(mark);
    return () => observer.disconnect();
  });
  return end;
};

/** Everything that left, day by day. */
export const Timeline = ({ now, nameOf, affiliate }: TimelineProps) => {
  const t = useT();
  const formats = useFormats();
  const words = usePolicyWords();
  const errorText = useErrorText();
  const { held, error, older, again } = useSharedItems();
  const [filter, setFilter] = useState<Filter>('all');
  const end = useReached(older);
  const items = held?.items ?? [];
  const shown = items.filter(({ purpose }) => filter === 'all' || purpose === filter);
  const more = held?.more ?? false;
  // What the filter leaves may lie on older pages.
  const missing = filter !== 'all' && shown.length < 10 && more;
  useEffect(() => {
    if (missing) older();
  }, [missing, older]);

  if (error && !held) {
    return (
      <EmptyState
        icon={CircleAlert}
        title={t('shared.failed')}
        action={<Button onClick={again}>{t('common.retry')}</Button>}
      >
        {errorText(error)}
      </EmptyState>
    );
  }
  if (!held) return <Skeleton kind="lines" label={t('shared.loading')} />;
  if (held.total === 0) {
    return (
      <EmptyState icon={ListChecks} title={t('shared.empty.title')}>
        {t('shared.empty.text')}
      </EmptyState>
    );
  }
  return (
    <>
      <div className={styles.filter}>
        <Select
          label={t('shared.filter')}
          align="start"
          options={[
            { value: 'all', label: t('shared.filter.all') },
            ...purposes.map((purpose) => ({
              value: purpose,
              label: words.purpose(purpose, affiliate),
            })),
          ]}
          value={filter}
          onChange={(next: Filter) => setFilter(next)}
        />
        <p className={styles.count}>
          {t('shared.count', { count: filter === 'all' ? held.total : shown.length })}
        </p>
      </div>
      {toDays(shown).map(({ key, at, items: ofDay }) => (
        <Panel key={key} list title={<time dateTime={key}>{formats.day(at, now)}</time>}>
          {ofDay.map((item) => (
            <SharedRow
              key={item.disclosureId}
              item={item}
              recipient={nameOf(item.recipient)}
              now={now}
            />
          ))}
        </Panel>
      ))}
      {shown.length === 0 && !more && <p className={styles.note}>{t('shared.emptyFilter')}</p>}
      <div ref={end}>
        {more && (
          <Button small onClick={older}>
            {t('shared.more')}
          </Button>
        )}
      </div>
    </>
  );
};
