import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChatEncryption } from '../../../contract/ipc/encryption/chat.ts';
import { useHost } from '../../host/context.tsx';

export type EncryptionOf = {
  readonly held: ChatEncryption | undefined;
  /** Why there is nothing to show. */
  readonly error: unknown;
  readonly again: () => void;
};

/** All that this device can say of the encryption of the chat with somebody, as it changes. */
export const useEncryption = (accountId: string): EncryptionOf => {
  const { encryption, onEngineRestart } = useHost();
  const [held, setHeld] = useState<ChatEncryption>();
  const [error, setError] = useState<unknown>();
  // Of several answers under way only the last one asked for is of now.
  const asked = useRef(0);
  const again = useCallback(() => {
    asked.current += 1;
    const own = asked.current;
    encryption.get({ accountId }).then(
      (answer) => {
        if (own !== asked.current) return;
        setError(undefined);
        setHeld(answer);
      },
      (reason: unknown) => own === asked.current && setError(reason),
    );
  }, [encryption, accountId]);
  useEffect(() => {
    again();
    const stops = [
      encryption.on('changed', ({ accountId: of }) => of === accountId && again()),
      // The own devices stand beside theirs.
      encryption.on('ownChanged', again),
      onEngineRestart(again),
    ];
    return () => {
      asked.current += 1;
      for (const stop of stops) stop();
    };
  }, [encryption, onEngineRestart, accountId, again]);
  return { held, error: held ? undefined : error, again };
};
