import type { AccountState } from '../../contract/ipc/account.ts';
import { useSession } from './context.tsx';
import { useRemotePart } from './remote.ts';

const isSignedOut = ({ phase }: AccountState) => phase === 'signed_out';

/** Whether the server knows this device no more: what belongs to the account can be read and not changed. */
export const useSignedOut = (): boolean =>
  useRemotePart(useSession().account, isSignedOut) === true;
