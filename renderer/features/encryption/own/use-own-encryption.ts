import { useCallback, useEffect, useRef, useState } from 'react';
import type { OwnEncryption } from '../../../../contract/ipc/encryption/own.ts';
import { useHost } from '../../../host/context.tsx';

export type OwnEncryptionOf = {
  readonly held: OwnEncryption | undefined;
  /** Why there is nothing to show. */
  readonly error: unknown;
  readonly again: () => void;
  /** An answer that came another way. */
  readonly take: (answer: OwnEncryption) => void;
};

/** All that this device can say of the encryption of its account, as it changes. */
export const useOwnEncryption = (): OwnEncryptionOf => {
  const { encryption, devices, onEngineRestart } = useHost();
  const [held, setHeld] = useState<OwnEncryption>();
  const [error, setError] = useState<unknown>();
  // Of several answers under way only the last one asked for is of now.
  const asked = useRef(0);
  const take = useCallback((answer: OwnEncryption) => {
    asked.current += 1;
    setError(undefined);
    setHeld(answer);
  }, []);
  const again = useCallback(() => {
    asked.current += 1;
    const own = asked.current;
    encryption.own({}).then(
      (answer) => own === asked.current && take(answer),
      (reason: unknown) => own === asked.current && setError(reason),
    );
  }, [encryption, take]);
  useEffect(() => {
    again();
    const stops = [
      encryption.on('ownChanged', again),
      devices.on('changed', again),
      onEngineRestart(again),
    ];
    return () => {
      asked.current += 1;
      for (const stop of stops) stop();
    };
  }, [encryption, devices, onEngineRestart, again]);
  return { held, error: held ? undefined : error, again, take };
};
