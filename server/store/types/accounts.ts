import type { AccountRef, DeviceRef } from './refs.ts';

export interface Device {
  readonly accountRef: AccountRef;
  readonly accountId: string;
  readonly deviceRef: DeviceRef;
  readonly deviceId: number;
}

export interface Account {
  readonly accountId: string;
  readonly number: string;
  readonly username: string | null;
  readonly findableByNumber: boolean;
}

export interface RemovedAccount {
  readonly accountRef: AccountRef;
  readonly accountId: string;
  readonly deviceRefs: readonly DeviceRef[];
}
