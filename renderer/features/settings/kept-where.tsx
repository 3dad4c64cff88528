import type { VaultState } from '../../../contract/ipc/shell.ts';
import { useT } from '../../i18n/intl.tsx';

/** Who keeps the database key, as the vault says. */
export const KeptWhere = ({ vault: { protection, backend } }: { vault: VaultState }) => {
  const t = useT();
  if (protection === 'passphrase') return t('about.vault.passphrase');
  return backend ? t('about.vault.keyringNamed', { backend }) : t('about.vault.keyring');
};
