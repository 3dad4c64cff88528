import { useMemo } from 'react';
import type { EnvelopeFacts } from '../../contract/ipc/encryption/message.ts';
import { useT } from './intl.tsx';

export type ProtocolWords = {
  readonly format: (facts: EnvelopeFacts) => string;
  readonly ratchet: (facts: EnvelopeFacts) => string;
};

/** What libsignal tells of an envelope, in words. */
export const useProtocolWords = (): ProtocolWords => {
  const t = useT();
  return useMemo(
    () => ({
      format: ({ version }) =>
        version === 4
          ? t('protocol.v4')
          : version === 3
            ? t('protocol.v3')
            : t('protocol.other', { version }),
      ratchet: ({ pqRatchet }) =>
        pqRatchet === null
          ? t('protocol.ratchetFirst')
          : t(pqRatchet ? 'protocol.ratchetOn' : 'protocol.ratchetOff'),
    }),
    [t],
  );
};
