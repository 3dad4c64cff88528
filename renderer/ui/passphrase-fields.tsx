import { useState } from 'react';
import { Checkbox } from './checkbox.tsx';
import { TextField } from './text-field.tsx';

export type PassphraseField = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  help?: string;
  error?: string | undefined;
};

export type PassphraseFieldsProps = {
  /** The keyboard begins in the first. */
  fields: readonly PassphraseField[];
  showLabel: string;
  /** What is typed while it is being checked would be lost. */
  busy: boolean;
};

/** Passphrases that are typed unseen, and shown when asked for. */
export const PassphraseFields = ({ fields, showLabel, busy }: PassphraseFieldsProps) => {
  const [shown, setShown] = useState(false);
  return (
    <>
      {fields.map((field, index) => (
        <TextField
          key={field.label}
          {...field}
          type={shown ? 'text' : 'password'}
          readOnly={busy}
          autoFocus={index === 0}
        />
      ))}
      <Checkbox label={showLabel} checked={shown} onChange={setShown} />
    </>
  );
};
