import type { SignedOutReason } from '../../../contract/wire/signed-out.ts';
import type { DeviceStore } from '../../store/types/devices.ts';
import type { Device, DeviceRef } from '../../store/types.ts';

/** What follows when devices of an account are no more. */
export interface Ending {
  readonly tell: (accountId: string, refs: readonly DeviceRef[], reason: SignedOutReason) => void;
  /** Runs a write. One that fails may have taken effect: what is no more ends all the same. */
  readonly endOrTell: <Result>(
    by: Device,
    reason: SignedOutReason,
    write: () => Promise<Result>,
  ) => Promise<Result>;
}

export const createEnding = (options: {
  readonly store: Pick<DeviceStore, 'list'>;
  readonly onChanged: (accountId: string) => void;
  readonly onRevoked: (refs: readonly DeviceRef[], reason: SignedOutReason) => void;
}): Ending => {
  const refsOf = async ({ accountRef }: Device): Promise<readonly DeviceRef[]> =>
    (await options.store.list(accountRef)).map(({ deviceRef }) => deviceRef);
  const tell: Ending['tell'] = (accountId, refs, reason) => {
    if (refs.length === 0) return;
    options.onChanged(accountId);
    options.onRevoked(refs, reason);
  };
  return {
    tell,
    endOrTell: async (by, reason, write) => {
      const before = await refsOf(by);
      try {
        return await write();
      } catch (error) {
        const left = await refsOf(by);
        const gone = before.filter((ref) => !left.includes(ref));
        tell(by.accountId, gone, reason);
        throw error;
      }
    },
  };
};
