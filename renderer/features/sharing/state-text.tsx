import { Ban, Check, Circle, Clock, CloudUpload } from 'lucide-react';
import type { SharingRow } from '../../../contract/ipc/sharing/state.ts';
import type { TimedSharing } from '../../host/sharing.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './sharing.module.css';
import { toStateLine } from './state-line.ts';

const icons = { kept: Check, waiting: CloudUpload, later: Clock, stopped: Ban, open: Circle };

export type StateTextProps = { share: SharingRow; state: TimedSharing; now: number };

/** What is true of a row now, with its icon. */
export const StateText = ({ share, state, now }: StateTextProps) => {
  const t = useT();
  const formats = useFormats();
  const { kind, id, at } = toStateLine(share, state);
  const when = at === undefined ? '' : kind === 'later' ? formats.full(at) : formats.since(at, now);
  return (
    <p className={styles.state} data-kind={kind}>
      <Icon of={icons[kind]} size={16} />
      <span>{t(`sharing.state.${id}`, { when })}</span>
    </p>
  );
};
