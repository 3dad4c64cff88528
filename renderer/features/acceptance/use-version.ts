import { useEffect, useState } from 'react';
import type { CallOutput } from '../../../contract/ipc/define.ts';
import type { sharingDomain } from '../../../contract/ipc/sharing.ts';
import type { Policy } from '../../../contract/policy/document.ts';
import { useHost } from '../../host/context.tsx';

export type Version = CallOutput<typeof sharingDomain.calls.readPolicy> & {
  /** The version accepted until now. */
  readonly before: Policy | null;
};

/** A version with what it changes; `undefined` until it is read, and when it cannot be. */
export const useVersion = (hash: string, beforeHash: string | null): Version | undefined => {
  const host = useHost();
  const [version, setVersion] = useState<Version>();
  useEffect(() => {
    let current = true;
    const read = (one: string) => host.sharing.readPolicy({ hash: one });
    const before =
      beforeHash === null || beforeHash === hash
        ? null
        : read(beforeHash).then(
            ({ policy }) => policy,
            // Without the older one the changes still stand; only its words are missing.
            () => null,
          );
    Promise.all([read(hash), before]).then(
      ([now, was]) => current && setVersion({ ...now, before: was }),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [host, hash, beforeHash]);
  return version;
};
