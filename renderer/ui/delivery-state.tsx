import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import styles from './delivery-state.module.css';
import { Icon } from './icon.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';

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
  <span className={styles.state} data-state={state} title={label}>
    <Icon of={glyphs[state]} size={16} />
    <VisuallyHidden>{label}</VisuallyHidden>
  </span>
);
