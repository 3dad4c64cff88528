import { useCallback } from 'react';
import type { AccountRows, SettingRowState } from '../../../contract/ipc/account-settings.ts';
import type { SettingKey } from '../../../contract/settings/registry.ts';
import { useSession } from '../../host/context.tsx';
import { useRemotePart } from '../../host/remote.ts';

/** Where an account row stands; undefined until that is known, and of rows of this device. */
export const useRow = (key: SettingKey): SettingRowState | undefined =>
  useRemotePart(
    useSession().rows,
    useCallback(({ rows }: AccountRows) => rows[key], [key]),
  );
