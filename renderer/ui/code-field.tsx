import { type ReactNode, type Ref, useId } from 'react';
import styles from './code-field.module.css';
import fieldStyles from './field.module.css';
import { FieldNotes } from './text-field.tsx';

export type CodeFieldProps = {
  label: string;
  /** Digits so far. */
  value: string;
  length?: number;
  onChange: (digits: string) => void;
  /** Called once when the last digit arrives, typed or pasted. */
  onComplete?: (digits: string) => void;
  help?: ReactNode;
  error?: ReactNode;
  disabled?: boolean;
  autoFocus?: boolean;
  inputRef?: Ref<HTMLInputElement>;
};

/** Digits of whatever was typed or pasted: “123-456”, “١٢٣”, a whole text message with one code in it. */
export const toDigits = (text: string, length: number): string =>
  [...text.normalize('NFKC')]
    .map((sign) => {
      const code = sign.codePointAt(0) ?? 0;
      if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
      if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
      return sign >= '0' && sign <= '9' ? sign : '';
    })
    .join('')
    .slice(0, length);

/** One real input over drawn boxes: paste, autofill, undo and screen readers work as in any field. */
export const CodeField = ({
  label,
  value,
  length = 6,
  onChange,
  onComplete,
  help,
  error,
  disabled = false,
  autoFocus = false,
  inputRef,
}: CodeFieldProps) => {
  const id = useId();
  return (
    <div className={fieldStyles.field}>
      <label htmlFor={id} className={fieldStyles.label}>
        {label}
      </label>
      <div className={styles.boxes} dir="ltr">
        <input
          ref={inputRef}
          id={id}
          // biome-ignore lint/a11y/noAutofocus: the step's only field, reached by the person's own press
          autoFocus={autoFocus}
          className={styles.input}
          inputMode="numeric"
          autoComplete="one-time-code"
          disabled={disabled}
          value={value}
          onChange={(event) => {
            const digits = toDigits(event.target.value, length);
            onChange(digits);
            if (digits.length === length && digits !== value) onComplete?.(digits);
          }}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-help ${id}-error`}
        />
        {Array.from({ length }, (_, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a box is its place
            key={index}
            aria-hidden
            className={styles.box}
            data-next={index === Math.min(value.length, length - 1) || undefined}
            data-invalid={error && value === '' ? true : undefined}
          >
            {value[index] ?? ''}
          </span>
        ))}
      </div>
      <FieldNotes id={id} help={help} error={error} reserve />
    </div>
  );
};
