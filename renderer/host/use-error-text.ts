import { useCallback } from 'react';
import { useT } from '../i18n/intl.tsx';
import { toCodedError } from './remote.ts';

/** The sentence that a person reads for anything thrown. */
export const useErrorText = (): ((error: unknown) => string) => {
  const t = useT();
  return useCallback((error) => t.dynamic(`error.${toCodedError(error).code}`), [t]);
};
