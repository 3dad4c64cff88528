import { useCallback, useEffect, useRef } from 'react';
import type { AccountState } from '../../../contract/ipc/account.ts';
import type { Joining } from '../../../contract/ipc/devices.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { type Action, useAction } from '../../host/use-action.ts';
import { type DeviceName, useDeviceName } from './use-device-name.ts';
import { type OnboardingServer, useServer } from './use-server.ts';

export type LinkCode = {
  readonly joining: Joining | null;
  readonly server: OnboardingServer;
  readonly device: DeviceName;
  /** Makes a code under this name; the one before it is good no more. */
  readonly show: Action<[name: string]>;
  readonly stop: Action<[]>;
};

/** The code that this app shows: made when the step opens, and anew where its server or its name becomes another. */
export const useLinkCode = (account: Extract<AccountState, { phase: 'new' }>): LinkCode => {
  const { host, devices } = useSession();
  const state = useRemote(devices).value;
  const server = useServer(account);
  const device = useDeviceName();
  const show = useAction(async (deviceName: string) => {
    await server.settle();
    devices.put(await host.devices.showCode({ deviceName }));
  });
  const stop = useAction(async () => devices.put(await host.devices.cancelCode({})));

  const url = server.info?.url;
  const { name } = device;
  const known = state !== undefined;
  const begun = useRef<boolean>(undefined);
  if (known) begun.current ??= state.joining !== null;
  const shownFor = useRef<string>(undefined);
  const { run } = show;
  const start = useCallback(() => {
    if (!known || url === undefined || name === undefined || shownFor.current === url) return;
    const other = shownFor.current !== undefined;
    shownFor.current = url;
    // What was under way before this page was opened goes on.
    if (other || !begun.current) run(name);
  }, [known, url, name, run]);
  useEffect(start, [start]);

  return { joining: state?.joining ?? null, server, device, show, stop };
};
