import {
  CloudOff,
  EqualNot,
  KeyRound,
  Lock,
  type LucideIcon,
  ShieldCheck,
  ShieldX,
} from 'lucide-react';
import type { EncryptionState } from '../../contract/encryption/status.ts';
import { Icon } from './icon.tsx';
import styles from './trust-mark.module.css';

/** The sign of each state; no two have one outline and one colour. */
export const trustIcons: Readonly<Record<EncryptionState, LucideIcon>> = {
  check_failed: ShieldX,
  key_changed: KeyRound,
  numbers_differ: EqualNot,
  check_unavailable: CloudOff,
  verified: ShieldCheck,
  not_verified: Lock,
};

/** A state of encryption as a sign on a ground of its own shape; its words stand beside it. */
export const TrustMark = ({ state }: { state: EncryptionState }) => (
  <span className={styles.mark} data-state={state}>
    <Icon of={trustIcons[state]} size={20} />
  </span>
);
