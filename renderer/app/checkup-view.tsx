import type { ReactNode } from 'react';
import type { SettingKey } from '../../contract/settings/registry.ts';
import { Checkup, type CheckupStep } from '../features/checkup/checkup.tsx';
import { RowCard, RowValues } from '../features/settings/row-card.tsx';
import { useSession } from '../host/context.tsx';
import { useRemote } from '../host/remote.ts';
import { useT } from '../i18n/intl.tsx';

const rows: Partial<Record<CheckupStep, readonly SettingKey[]>> = {
  reach: ['privacy.whoCanWrite', 'privacy.findableByNumber'],
  receipts: ['privacy.sendReadReceipts', 'privacy.sendDeliveryReceipts', 'privacy.sendTyping'],
  profile: [
    'privacy.whoSeesPhoto',
    'privacy.whoSeesAbout',
    'privacy.whoSeesLastSeen',
    'privacy.whoSeesNumber',
  ],
  disappearing: ['privacy.disappearAfterS'],
};

const DevicesValue = () => {
  const t = useT();
  const devices = useRemote(useSession().devices).value?.devices;
  return <p>{devices ? t('checkup.devices.value', { count: devices.length }) : '…'}</p>;
};

const SharingValue = () => {
  const t = useT();
  const state = useRemote(useSession().sharing).value;
  if (!state) return <p>…</p>;
  if (state.phase !== 'ready') return <p>{t('checkup.sharing.none')}</p>;
  const chosen = state.shares.filter((share) => share.chosen);
  const on = chosen.filter((share) => share.on).length;
  return <p>{t('checkup.sharing.value', { on, all: chosen.length })}</p>;
};

export type CheckupViewProps = {
  /** Sections of other features that steps change in place. */
  devices: ReactNode;
  sharing: ReactNode;
  onDone: () => void;
};

/** The privacy check-up over the rows, devices and choices of the account. */
export const CheckupView = ({ devices, sharing, onDone }: CheckupViewProps) => {
  const card = (step: CheckupStep) => <RowCard keys={rows[step] ?? []} />;
  const values = (step: CheckupStep) => <RowValues keys={rows[step] ?? []} />;
  return (
    <Checkup
      bodies={{
        reach: card('reach'),
        receipts: card('receipts'),
        profile: card('profile'),
        devices,
        sharing,
        disappearing: card('disappearing'),
      }}
      values={{
        reach: values('reach'),
        receipts: values('receipts'),
        profile: values('profile'),
        devices: <DevicesValue />,
        sharing: <SharingValue />,
        disappearing: values('disappearing'),
      }}
      onDone={onDone}
    />
  );
};
