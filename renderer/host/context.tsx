import { createContext, type ReactNode, useContext } from 'react';
import type { SettingValues } from '../../contract/settings/registry.ts';
import { defaultSettings } from '../../contract/settings/values.ts';
import type { Host } from './host.ts';
import { useRemote } from './remote.ts';
import type { Session } from './session.ts';

const SessionContext = createContext<Session | undefined>(undefined);

export const SessionProvider = ({
  session,
  children,
}: {
  session: Session;
  children: ReactNode;
}) => <SessionContext value={session}>{children}</SessionContext>;

export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no SessionProvider above');
  return session;
};

export const useHost = (): Host => useSession().host;

const defaults = defaultSettings();

/** The settings in force; the defaults until they are read. */
export const useSettings = (): SettingValues =>
  useRemote(useSession().settings).value?.values ?? defaults;
