import type { AccountRef, DeviceRef } from './refs.ts';

export interface Manifest {
  readonly version: number;
  /** Ciphertext, base64. */
  readonly content: string;
}

/** Each account's sealed settings, of which there is one version. */
export interface ManifestStore {
  readonly get: (account: AccountRef) => Promise<Manifest | null>;
  /**
   * Takes a version in the place of `over`, 0 for none, if that is the one here and the new one is above it; the one here once
   * more is taken again. `gone`: the device is no more.
   */
  readonly put: (
    account: AccountRef,
    device: DeviceRef,
    manifest: Manifest & { readonly over: number },
  ) => Promise<'taken' | 'conflict' | 'gone'>;
}
