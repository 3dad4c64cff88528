import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import styles from './delivery-state.module.css';
import { Icon } from './icon.tsx';

export type DeliveryKind = 'queued' | 'sent' | 'delivered' | 'read' | 'failed';

export type DeliveryStateProps = { state: DeliveryKind; label: string };

const glyphs = {
  queued: Clock,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: CircleAlert,
} as const;

/** Shape tells the state, colour only underlines it: *read* is the filled pair. */
export const DeliveryState = ({ state, label }: DeliveryStateProps) => (
  <span className={styles.state} data-state={state} role="img" aria-label={label} title={label}>
    <Icon of={glyphs[state]} size={16} />
  </span>
);
