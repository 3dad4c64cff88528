import type { ChatEncryption } from '../../../contract/ipc/encryption/chat.ts';
import { useT } from '../../i18n/intl.tsx';

export type EncryptionDevice = ChatEncryption['ownDevices'][number];

/** What a device is called: own ones by their name, others by their number. */
export const useDeviceName = (): ((device: EncryptionDevice, own: boolean) => string) => {
  const t = useT();
  return ({ name, deviceId }, own) =>
    name ?? (own ? t('devices.unreadable') : t('encryption.devices.number', { number: deviceId }));
};
