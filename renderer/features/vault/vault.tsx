import type { VaultState } from '../../../contract/ipc/shell.ts';
import { ChoosePassphrase } from './choose-passphrase.tsx';
import { Recover } from './recover.tsx';
import { Unlock } from './unlock.tsx';

export const Vault = ({ status }: { status: Exclude<VaultState['status'], 'ready'> }) => {
  if (status === 'choose') return <ChoosePassphrase />;
  if (status === 'locked') return <Unlock />;
  return <Recover kind={status} />;
};
