import { Activity, ChartColumn, LockKeyhole, ShieldAlert } from 'lucide-react';
import { useId, useState } from 'react';
import type { SharingRow } from '../../../contract/ipc/sharing/state.ts';
import type { TimedSharing } from '../../host/sharing.ts';
import { useT } from '../../i18n/intl.tsx';
import { usePolicyWords } from '../../i18n/policy-words.ts';
import { Expander } from '../../ui/expander.tsx';
import { Icon } from '../../ui/icon.tsx';
import { RowDetails } from './row-details.tsx';
import styles from './sharing.module.css';
import { StateText } from './state-text.tsx';

const icons: Partial<Record<SharingRow['purpose'], typeof Activity>> = {
  'spam-and-abuse': ShieldAlert,
  'infrastructure-and-delivery': Activity,
  'understanding-use': ChartColumn,
  security: LockKeyhole,
};

export type RequiredRowProps = {
  share: SharingRow;
  state: TimedSharing;
  now: number;
  recipient: string;
};

/** What cannot be refused, with the reason one press away. */
export const RequiredRow = ({ share, state, now, recipient }: RequiredRowProps) => {
  const t = useT();
  const words = usePolicyWords();
  const [open, setOpen] = useState(false);
  const id = useId();
  const name = words.purpose(share.purpose, recipient);
  return (
    <li className={styles.row} data-purpose={share.purpose}>
      <div className={styles.required}>
        <Icon of={icons[share.purpose] ?? Activity} size={20} />
        <div className={styles.requiredWords}>
          <p className={styles.name}>{name}</p>
          <p className={styles.note}>
            {words.line(share.row, recipient)} {t('policyRow.withoutNumber')}
          </p>
          <StateText share={share} state={state} now={now} />
        </div>
        <Expander
          kind="tag"
          open={open}
          onToggle={() => setOpen(!open)}
          controls={id}
          label={t('sharing.required.whyOf', { purpose: name })}
        >
          {t('sharing.required.why')}
        </Expander>
      </div>
      {open && <RowDetails id={id} share={share} state={state} />}
    </li>
  );
};
