import { useEffect } from 'react';
import { useSession } from '../host/context.tsx';

/** Tells the engine each time the window comes into view; it counts that only while usage metrics are chosen. */
export const useOpened = (ready: boolean): void => {
  const { host } = useSession();
  useEffect(() => {
    if (!ready) return undefined;
    const tell = (): void => {
      if (document.visibilityState === 'visible') host.sharing.opened({}).catch(() => undefined);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [host, ready]);
};
