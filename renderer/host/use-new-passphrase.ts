import { useState } from 'react';
import { isLongPassphrase } from '../../contract/passphrase.ts';
import { useT } from '../i18n/intl.tsx';

/** A new passphrase, typed twice; what is wrong with it is said once it was asked for. */
export const useNewPassphrase = (label: string) => {
  const t = useT();
  const [value, setValue] = useState('');
  const [again, setAgain] = useState('');
  const [asked, setAsked] = useState(false);
  const long = isLongPassphrase(value);
  const autoComplete = 'new-password' as const;
  return {
    value,
    /** Whether it may be used; when not, the fields say why. */
    check: (): boolean => {
      setAsked(true);
      return long && value === again;
    },
    fields: [
      {
        label,
        value,
        autoComplete,
        onChange: setValue,
        help: t('vault.passphraseHelp'),
        error: asked && !long ? t('error.passphrase_too_short') : undefined,
      },
      {
        label: t('vault.repeat'),
        value: again,
        autoComplete,
        onChange: setAgain,
        error: asked && long && value !== again ? t('vault.different') : undefined,
      },
    ] as const,
  };
};
