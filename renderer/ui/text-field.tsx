import { CircleAlert } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

export type TextFieldProps = Omit<ComponentProps<'input'>, 'onChange' | 'value'> & {
  label: string;
  /** The label is read, not shown: the heading above already says it. */
  hideLabel?: boolean;
  help?: ReactNode;
  /** What happened and what to do; announced when it appears. */
  error?: ReactNode;
  value: string;
  onChange: (value: string) => void;
};

export const TextField = ({
  label,
  hideLabel = false,
  help,
  error,
  value,
  onChange,
  ...rest
}: TextFieldProps) => {
  const id = useId();
  return (
    <div className={styles.field}>
      {!hideLabel && (
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
      )}
      <input
        dir="auto"
        spellCheck={false}
        autoComplete="off"
        {...rest}
        id={id}
        className={styles.input}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-label={hideLabel ? label : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-help ${id}-error`}
      />
      <FieldNotes id={id} help={help} error={error} />
    </div>
  );
};

export type FieldNotesProps = { id: string; help?: ReactNode; error?: ReactNode };

/** The line of help and the error under a field; the error's place exists before it speaks. */
export const FieldNotes = ({ id, help, error }: FieldNotesProps) => (
  <>
    {help && (
      <p id={`${id}-help`} className={styles.help}>
        {help}
      </p>
    )}
    <div id={`${id}-error`} role="alert">
      {error && (
        <p className={styles.error}>
          <Icon of={CircleAlert} size={16} />
          <span>{error}</span>
        </p>
      )}
    </div>
  </>
);
