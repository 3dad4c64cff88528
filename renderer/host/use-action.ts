import { useCallback, useRef, useState } from 'react';
import type { CodedError } from '../../contract/errors/coded-error.ts';
import { toCodedError } from './remote.ts';

export type Action<A extends unknown[]> = {
  readonly run: (...input: A) => void;
  readonly busy: boolean;
  readonly error: CodedError | undefined;
  readonly clear: () => void;
};

/** A press that asks the host: one at a time, with its error kept until the next try. */
export const useAction = <A extends unknown[]>(
  perform: (...input: A) => Promise<unknown>,
): Action<A> => {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CodedError>();
  const running = useRef(false);
  const latest = useRef(perform);
  latest.current = perform;
  const run = useCallback((...input: A) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(undefined);
    latest
      .current(...input)
      .catch((reason: unknown) => setError(toCodedError(reason)))
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  }, []);
  const clear = useCallback(() => setError(undefined), []);
  return { run, busy, error, clear };
};
