import { Lock } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { SharingRow } from '../../../contract/ipc/sharing/state.ts';
import { isChosenPurpose } from '../../../contract/policy/purposes.ts';
import type { TimedSharing } from '../../host/sharing.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { usePolicyWords } from '../../i18n/policy-words.ts';
import { Button } from '../../ui/button.tsx';
import { Expander } from '../../ui/expander.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Switch } from '../../ui/switch.tsx';
import { RowDetails } from './row-details.tsx';
import { ShareConflict } from './share-conflict.tsx';
import styles from './sharing.module.css';
import { StateText } from './state-text.tsx';
import { useDecide } from './use-decide.ts';

export type ChoiceRowProps = {
  share: SharingRow;
  state: TimedSharing;
  now: number;
  recipient: string;
  /** Goes to the switch that works although this one is locked. */
  onAll: () => void;
};

/** One choice: its switch, what it shares, and where the choice is. */
export const ChoiceRow = ({ share, state, now, recipient, onAll }: ChoiceRowProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const words = usePolicyWords();
  const part = useRef<HTMLLIElement>(null);
  const [open, setOpen] = useState(false);
  const id = useId();
  const { purpose, row, deadlineAt, lockedAt } = share;
  const locked = share.locked || (lockedAt !== null && now >= lockedAt);
  const turn = useDecide(state, part, [share], async (host, shown, on: boolean) => {
    if (!isChosenPurpose(purpose)) return state;
    return host.sharing.choose({ purpose, recipient: share.recipient, on, shown });
  });
  const name = words.purpose(purpose, recipient);
  return (
    <li ref={part} className={styles.row} data-purpose={purpose}>
      {share.conflict && (
        <ShareConflict
          purpose={name}
          sides={share.conflict}
          now={now}
          locked={locked}
          onPick={(on) => turn.run(on)}
        />
      )}
      <Switch
        label={name}
        help={`${words.line(row, recipient)} ${t.dynamic(`purpose.${purpose}.about`, { recipient })}`}
        on={share.on}
        disabled={locked || state.accepted === null || state.globalOptOut.on}
        onChange={(on) => turn.run(on)}
      />
      <StateText share={share} state={state} now={now} />
      {locked && deadlineAt !== null && (
        <div className={styles.locked}>
          <p className={styles.state} data-kind="stopped">
            <Icon of={Lock} size={16} />
            <span>
              {t(state.globalOptOut.on ? 'sharing.locked.refused' : 'sharing.locked', {
                deadline: formats.full(deadlineAt),
                days: (state.accepted ?? state.inForce)?.objectionWindowDays ?? 0,
              })}
            </span>
          </p>
          {!state.globalOptOut.on && (
            <Button kind="link" onClick={onAll}>
              {t('sharing.locked.all')}
            </Button>
          )}
        </div>
      )}
      <div>
        <div role="alert">
          {turn.error && (
            <p className={styles.failed}>{t('sharing.failed', { why: errorText(turn.error) })}</p>
          )}
        </div>
        <Expander
          open={open}
          onToggle={() => setOpen(!open)}
          controls={id}
          label={t('sharing.detailsOf', { purpose: name })}
        >
          {t('sharing.details')}
        </Expander>
      </div>
      {open && <RowDetails id={id} share={share} state={state} />}
    </li>
  );
};
