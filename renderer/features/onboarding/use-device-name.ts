import { useEffect, useState } from 'react';
import { useHost } from '../../host/context.tsx';
import { useT } from '../../i18n/intl.tsx';

export type DeviceName = {
  /** What this computer is to be called; undefined until one can be proposed. */
  readonly name: string | undefined;
  readonly setName: (name: string) => void;
};

/** A name by the kind of computer, until the person gives one. */
export const useDeviceName = (): DeviceName => {
  const t = useT();
  const host = useHost();
  const [platform, setPlatform] = useState<'win32' | 'darwin' | 'linux'>();
  const [given, setGiven] = useState<string>();
  useEffect(() => {
    let current = true;
    host.shell.about({}).then(
      (about) => current && setPlatform(about.platform),
      () => current && setPlatform('linux'),
    );
    return () => {
      current = false;
    };
  }, [host]);
  return { name: given ?? (platform && t(`join.computer.${platform}`)), setName: setGiven };
};
