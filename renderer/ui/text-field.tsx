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
  /** The notes stand elsewhere, in `FieldNotes` of this id. */
  notesId?: string;
  value: string;
  onChange: (value: string) => void;
};

export const TextField = ({
  label,
  hideLabel = false,
  help,
  error,
  notesId,
  value,
  onChange,
  ...rest
}: TextFieldProps) => {
  const id = useId();
  const notes = notesId ?? id;
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
        aria-describedby={`${notes}-help ${notes}-error`}
      />
      {notesId === undefined && <FieldNotes id={id} help={help} error={error} />}
    </div>
  );
};

export type FieldNotesProps = {
  id: string;
  help?: ReactNode;
  error?: ReactNode;
  /** Keeps the room of one line, so that nothing moves when the error comes. */
  reserve?: boolean;
};

/** One place under a field: the help, and over it the error, which says the same more sharply. */
export const FieldNotes = ({ id, help, error, reserve = false }: FieldNotesProps) => (
  <div className={styles.notes} data-reserve={reserve || undefined}>
    {help && (
      <p id={`${id}-help`} className={styles.help} data-covered={error ? true : undefined}>
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
  </div>
);
