import type { EncryptionStatus } from '../../contract/encryption/status.ts';
import { useT } from './intl.tsx';

/** What a state of encryption is called; that it was compared is said also where the check cannot be made. */
export const useEncryptionWords = (): ((status: EncryptionStatus) => string) => {
  const t = useT();
  return ({ state, isVerified }) =>
    state === 'check_unavailable' && isVerified
      ? t('encryption.state.unchecked_verified')
      : t(`encryption.state.${state}`);
};
