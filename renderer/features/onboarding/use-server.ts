import { useCallback, useEffect, useState } from 'react';
import type { CodedError } from '../../../contract/errors/coded-error.ts';
import type { AccountState, ServerInfo } from '../../../contract/ipc/account.ts';
import { useSession } from '../../host/context.tsx';
import { toCodedError } from '../../host/remote.ts';

type NewAccount = Extract<AccountState, { phase: 'new' }>;

export type OnboardingServer = {
  /** The chosen one, or the proposed one once it has answered. */
  readonly info: ServerInfo | undefined;
  readonly error: CodedError | undefined;
  readonly retry: () => void;
  /** Pins the proposed one before the first number goes to it. */
  readonly settle: () => Promise<void>;
};

/** The server that the number will go to: the one already chosen, else the proposed one, asked who it is. */
export const useServer = (account: NewAccount): OnboardingServer => {
  const { host, account: remote } = useSession();
  const [proposed, setProposed] = useState<ServerInfo>();
  const [error, setError] = useState<CodedError>();
  const [tries, setTries] = useState(0);
  const url = account.server ? null : account.defaultServerUrl;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks again
  useEffect(() => {
    if (url === null) return undefined;
    let current = true;
    host.account.describeServer({ url }).then(
      (info) => current && setProposed(info),
      (reason: unknown) => current && setError(toCodedError(reason)),
    );
    return () => {
      current = false;
    };
  }, [host, url, tries]);

  const retry = useCallback(() => {
    setError(undefined);
    setTries((count) => count + 1);
  }, []);
  const settle = useCallback(async () => {
    if (account.server || !proposed) return;
    const { url: address, publicKey } = proposed;
    remote.put(await host.account.chooseServer({ url: address, publicKey }));
  }, [account.server, proposed, host, remote]);

  return { info: account.server ?? proposed, error, retry, settle };
};
