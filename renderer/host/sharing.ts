import type { SharingState } from '../../contract/ipc/sharing/state.ts';
import type { Host } from './host.ts';
import { createRemote, type Remote } from './remote.ts';

/** Where sharing stands, with how far the server's clock is ahead of this computer's. */
export type TimedSharing = SharingState & { readonly aheadMs: number };

export type SharingRemote = Remote<TimedSharing> & {
  /** Puts the answer of a call that changed it. */
  readonly take: (state: SharingState) => void;
};

const timed = (state: SharingState): TimedSharing => ({
  ...state,
  aheadMs: state.now - Date.now(),
});

export const createSharing = (host: Host): SharingRemote => {
  const remote = createRemote({
    get: async () => timed(await host.sharing.get({})),
    follow: (put) => host.sharing.on('changed', (state) => put(timed(state))),
    onRestart: host.onEngineRestart,
  });
  return { ...remote, take: (state) => remote.put(timed(state)) };
};
