import { Building2, Laptop, type LucideIcon, Server } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useHost } from '../../host/context.tsx';
import type { TimedSharing } from '../../host/sharing.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './flow-figure.module.css';
import { mayLeave } from './state-line.ts';

type StationProps = { icon: LucideIcon; name: string; children: ReactNode };

const Station = ({ icon, name, children }: StationProps) => (
  <li className={styles.station}>
    <p className={styles.name}>
      <Icon of={icon} size={18} />
      {name}
    </p>
    <div className={styles.text}>{children}</div>
  </li>
);

type WayProps = { kind: 'sealed' | 'open' | 'none'; children: ReactNode };

const Way = ({ kind, children }: WayProps) => (
  <li className={styles.way} data-kind={kind}>
    <span aria-hidden className={styles.line} />
    <span className={styles.label}>{children}</span>
  </li>
);

/** How many things left about the person so far; `undefined` until it is known, null when it could not be read. */
const useTotal = (): number | null | undefined => {
  const host = useHost();
  const [total, setTotal] = useState<number | null>();
  useEffect(() => {
    let current = true;
    host.disclosures.list({ before: 0 }).then(
      (page) => current && setTotal(page.total),
      () => current && setTotal(null),
    );
    return () => {
      current = false;
    };
  }, [host]);
  return total;
};

/** Where data goes: from the person to the server, sealed; from the server to whoever gets something. */
export const FlowFigure = ({ state, onShared }: { state: TimedSharing; onShared: () => void }) => {
  const t = useT();
  const total = useTotal();
  const { shares, affiliate } = state;
  const chosen = shares.filter((share) => share.chosen);
  const on = chosen.filter(mayLeave).length;
  const required = shares.filter((share) => !share.chosen && share.allowed).length;
  const nothing = affiliate === null || on + required === 0;
  return (
    <ol className={styles.figure} aria-label={t('sharing.figure')}>
      <Station icon={Laptop} name={t('sharing.figure.you')}>
        <p>{t('sharing.figure.youText')}</p>
      </Station>
      <Way kind="sealed">{t('sharing.figure.messages')}</Way>
      <Station icon={Server} name={t('sharing.figure.server')}>
        <p>{t('sharing.figure.serverText')}</p>
      </Station>
      <Way kind={nothing ? 'none' : 'open'}>
        {nothing ? (
          t('sharing.figure.nothing')
        ) : (
          <>
            <span>{t('sharing.figure.choices', { on, all: chosen.length })}</span>{' '}
            <span>{t('sharing.figure.required', { count: required })}</span>
          </>
        )}
      </Way>
      <Station icon={Building2} name={affiliate?.name ?? t('sharing.figure.nobody')}>
        {affiliate === null && <p>{t('sharing.figure.nobodyText')}</p>}
        {total === undefined && affiliate !== null && (
          <div className={styles.coming}>
            <Skeleton kind="text" rows={2} label={t('shared.loading')} />
          </div>
        )}
        {typeof total === 'number' && (affiliate !== null || total > 0) && (
          <p>
            {t('sharing.figure.got', { count: total })}{' '}
            {total > 0 && (
              <Button kind="link" onClick={onShared}>
                {t('sharing.figure.see')}
              </Button>
            )}
          </p>
        )}
      </Station>
    </ol>
  );
};
