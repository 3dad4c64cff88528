import { useEffect, useState } from 'react';
import { useHost } from '../../host/context.tsx';

/** The code that the local launcher's server wrote on its console for this number; none on any other server. */
export const useLocalCode = (number: string, expiresAt: number): string | undefined => {
  const host = useHost();
  const [code, setCode] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new code has a new time
  useEffect(() => {
    let current = true;
    setCode(undefined);
    const stop = host.local.on('code', (line) => {
      if (line.number === number) setCode(line.code);
    });
    host.local.get({}).then(
      ({ codes }) => {
        const last = codes.findLast((line) => line.number === number);
        if (current && last) setCode((known) => known ?? last.code);
      },
      () => undefined,
    );
    return () => {
      current = false;
      stop();
    };
  }, [host, number, expiresAt]);
  return code;
};
