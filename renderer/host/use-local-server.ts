import { useEffect, useState } from 'react';
import { useHost } from './context.tsx';

const loopback = /^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?(\/|$)/;

/** Whether this address is the server that the local launcher runs beside the app; false until it is known. */
export const useLocalServer = (url: string | undefined): boolean => {
  const host = useHost();
  const [local, setLocal] = useState(false);
  useEffect(() => {
    let current = true;
    host.local.get({}).then(
      (answer) => current && setLocal(answer.local),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [host]);
  return local && url !== undefined && loopback.test(url);
};
