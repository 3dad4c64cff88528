import { useState } from 'react';
import { useT } from '../../i18n/intl.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { TextField } from '../../ui/text-field.tsx';

export type PassphraseFieldsProps = {
  value: string;
  onChange: (value: string) => void;
  /** The second field, when a new passphrase is chosen. */
  repeat?: { value: string; onChange: (value: string) => void; error: string | undefined };
  help?: string;
  error: string | undefined;
  /** What is typed while it is being checked would be lost. */
  busy: boolean;
};

export const PassphraseFields = ({
  value,
  onChange,
  repeat,
  help,
  error,
  busy,
}: PassphraseFieldsProps) => {
  const t = useT();
  const [shown, setShown] = useState(false);
  const type = shown ? 'text' : 'password';
  return (
    <>
      <TextField
        label={t('vault.passphrase')}
        help={help}
        type={type}
        readOnly={busy}
        autoComplete={repeat ? 'new-password' : 'current-password'}
        autoFocus
        value={value}
        onChange={onChange}
        error={error}
      />
      {repeat && (
        <TextField
          label={t('vault.repeat')}
          type={type}
          readOnly={busy}
          autoComplete="new-password"
          value={repeat.value}
          onChange={repeat.onChange}
          error={repeat.error}
        />
      )}
      <Checkbox label={t('vault.show')} checked={shown} onChange={setShown} />
    </>
  );
};
