import { useEffect, useRef, useState } from 'react';
import type { ChatEncryption } from '../../../contract/ipc/encryption/chat.ts';

type Key = NonNullable<ChatEncryption['key']>;
type Way = 'scan' | 'aloud' | 'mark';

type Open = {
  readonly way: Way;
  /** The key that is compared, also when another one is shown by now. */
  readonly key: Key;
  /** Another one was shown since. */
  readonly changed: boolean;
};

export type OpenComparing = {
  readonly open: Open | undefined;
  /** Another key is shown than before, and the person did not begin to compare it. */
  readonly changed: boolean;
  /** Begins with the key that is shown now. */
  readonly ask: (way: Way) => void;
  readonly close: () => void;
};

/** Which key is being compared, and how; `onChanged` when another one takes the place of the shown one. */
export const useComparing = (shown: Key, onChanged: () => void): OpenComparing => {
  const { keyHash } = shown;
  const [open, setOpen] = useState<Open>();
  const [seen, setSeen] = useState(keyHash);
  const [changed, setChanged] = useState(false);
  // At once, not after: what stood there before is not drawn with the new key.
  if (seen !== keyHash) {
    setSeen(keyHash);
    setChanged(true);
    setOpen((last) => last && { ...last, changed: true });
  }
  const told = useRef(keyHash);
  useEffect(() => {
    if (told.current === keyHash) return;
    told.current = keyHash;
    onChanged();
  }, [keyHash, onChanged]);
  return {
    open,
    changed,
    ask: (way) => {
      setChanged(false);
      setOpen({ way, key: shown, changed: false });
    },
    close: () => setOpen(undefined),
  };
};
