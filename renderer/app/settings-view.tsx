import { lazy, type ReactNode } from 'react';
import type { SectionId } from '../features/settings/sections.ts';
import { Settings, type SettingsProps } from '../features/settings/settings.tsx';

const DataSharing = lazy(() =>
  import('../features/sharing/data-sharing.tsx').then((m) => ({ default: m.DataSharing })),
);
const DevicesSection = lazy(() =>
  import('../features/devices/devices-section.tsx').then((m) => ({ default: m.DevicesSection })),
);
const WhatWasShared = lazy(() =>
  import('../features/disclosures/what-was-shared.tsx').then((m) => ({
    default: m.WhatWasShared,
  })),
);

const Profile = lazy(() =>
  import('../features/settings/profile.tsx').then((m) => ({ default: m.Profile })),
);
const RowCard = lazy(() =>
  import('../features/settings/row-card.tsx').then((m) => ({ default: m.RowCard })),
);
const OwnProfile = lazy(() =>
  import('../features/profile/own-profile.tsx').then((m) => ({ default: m.OwnProfile })),
);
const CheckupView = lazy(() =>
  import('./checkup-view.tsx').then((m) => ({ default: m.CheckupView })),
);
const ViewAs = lazy(() =>
  import('../features/view-as/view-as.tsx').then((m) => ({ default: m.ViewAs })),
);
const KeyProtection = lazy(() =>
  import('../features/settings/key-protection.tsx').then((m) => ({ default: m.KeyProtection })),
);
const OwnEncryption = lazy(() =>
  import('../features/encryption/own/own-encryption.tsx').then((m) => ({
    default: m.OwnEncryption,
  })),
);
const BlockedPeople = lazy(() =>
  import('../features/people/blocked-people.tsx').then((m) => ({ default: m.BlockedPeople })),
);

export type SettingsViewProps = Omit<SettingsProps, 'bodies'> & {
  /** Puts the policy before the person. */
  onAsk: () => void;
};

/** The settings, with the sections that are features of their own. */
export const SettingsView = ({ onAsk, ...rest }: SettingsViewProps) => {
  const { onSection } = rest;
  const sharing = (
    <DataSharing
      onShared={() => onSection('shared')}
      onAccount={() => onSection('account')}
      onAsk={onAsk}
    />
  );
  const devices = <DevicesSection />;
  const bodies: Partial<Record<SectionId, ReactNode>> = {
    sharing,
    shared: <WhatWasShared />,
    devices,
    profile: (
      <>
        <Profile />
        <OwnProfile
          whoSeesPhoto={<RowCard keys={['privacy.whoSeesPhoto']} />}
          whoSeesAbout={<RowCard keys={['privacy.whoSeesAbout']} />}
        />
      </>
    ),
    encryption: (
      <OwnEncryption protection={<KeyProtection />} onDevices={() => onSection('devices')} />
    ),
    viewAs: <ViewAs />,
    blocked: <BlockedPeople />,
    checkup: (
      <CheckupView devices={devices} sharing={sharing} onDone={() => onSection('privacy')} />
    ),
  };
  return <Settings {...rest} bodies={bodies} />;
};
