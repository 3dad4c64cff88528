import { useCallback, useEffect, useRef, useState } from 'react';
import type { CodedError } from '../../../contract/errors/coded-error.ts';
import type { AccountState, ServerInfo } from '../../../contract/ipc/account.ts';
import { useSession } from '../../host/context.tsx';
import { toCodedError } from '../../host/remote.ts';

type NewAccount = Extract<AccountState, { phase: 'new' }>;

export type OnboardingServer = {
  /** The chosen one, or the proposed one once it has answered. */
  readonly info: ServerInfo | undefined;
  readonly error: CodedError | undefined;
  /** The proposed one has not answered yet. */
  readonly asking: boolean;
  readonly retry: () => void;
  /** Pins the proposed one before the first number goes to it, once it has answered. */
  readonly settle: () => Promise<void>;
};

/** The server that the number will go to: the one already chosen, else the proposed one, asked who it is. */
export const useServer = (account: NewAccount): OnboardingServer => {
  const { host, account: remote } = useSession();
  const [proposed, setProposed] = useState<ServerInfo>();
  const [error, setError] = useState<CodedError>();
  const [tries, setTries] = useState(0);
  const answer = useRef<Promise<ServerInfo>>(undefined);
  const url = account.server ? null : account.defaultServerUrl;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks again
  useEffect(() => {
    if (url === null) return undefined;
    let current = true;
    answer.current = host.account.describeServer({ url });
    answer.current.then(
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
    const info = account.server ? undefined : await answer.current;
    if (!info) return;
    const { url: address, publicKey } = info;
    remote.put(await host.account.chooseServer({ url: address, publicKey }));
  }, [account.server, host, remote]);

  const asking = url !== null && !proposed && !error;
  return { info: account.server ?? proposed, error, asking, retry, settle };
};
