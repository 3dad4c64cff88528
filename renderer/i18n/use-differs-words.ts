import type { NumbersDiffer } from '../../contract/ipc/model.ts';
import { useFormats, useT } from './intl.tsx';

/** That numbers were compared and not the same, of which keys, when and where. */
export const useDiffersWords = (): ((
  differs: NumbersDiffer,
  about: { readonly name: string; readonly now: number },
) => string) => {
  const t = useT();
  const formats = useFormats();
  return ({ of, device, thisDevice, at }, { name, now }) => {
    const when = { name, at: formats.at(at, now) };
    return thisDevice
      ? t(`encryption.differs.${of}`, when)
      : t(`encryption.differs.${of}On`, { ...when, device });
  };
};
