import { useEffect, useState } from 'react';
import type { CallOutput } from '../../contract/ipc/define.ts';
import type { localDomain } from '../../contract/ipc/shell.ts';
import { useHost } from './context.tsx';

type Local = CallOutput<typeof localDomain.calls.get>;

const loopback = /^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?(\/|$)/;

/** What the launcher said, when this address is that of a server beside the app; undefined else, and until it is known. */
const useLocal = (url: string | undefined): Local | undefined => {
  const host = useHost();
  const [local, setLocal] = useState<Local>();
  useEffect(() => {
    let current = true;
    host.local.get({}).then(
      (answer) => current && setLocal(answer),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [host]);
  return local?.local && url !== undefined && loopback.test(url) ? local : undefined;
};

/** Whether this address is the server that the local launcher runs beside the app; false until it is known. */
export const useLocalServer = (url: string | undefined): boolean => useLocal(url) !== undefined;

/** The program beside the app that stands for that server's affiliate. */
export const useLocalAffiliate = (url: string | undefined): Local['affiliate'] =>
  useLocal(url)?.affiliate ?? null;
