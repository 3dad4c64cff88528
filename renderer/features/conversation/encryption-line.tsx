import type { EncryptionStatus } from '../../../contract/encryption/status.ts';
import { useT } from '../../i18n/intl.tsx';
import { useEncryptionWords } from '../../i18n/use-encryption-words.ts';
import { Icon } from '../../ui/icon.tsx';
import { trustIcons } from '../../ui/trust-mark.tsx';
import styles from './encryption-line.module.css';

export type EncryptionLineProps = {
  status: EncryptionStatus;
  /** What it opens stands there now. */
  open: boolean;
  onToggle: () => void;
};

/** Says how the chat is encrypted, and leads to all there is to know of it. */
export const EncryptionLine = ({ status, open, onToggle }: EncryptionLineProps) => {
  const t = useT();
  const words = useEncryptionWords()(status);
  return (
    <button
      type="button"
      className={styles.line}
      data-state={status.state}
      data-encryption-line
      aria-expanded={open}
      aria-label={t('encryption.open', { state: words })}
      onClick={onToggle}
    >
      <Icon of={trustIcons[status.state]} size={14} />
      {words}
    </button>
  );
};
