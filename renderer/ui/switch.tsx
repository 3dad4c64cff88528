import { type ReactNode, useId } from 'react';
import styles from './switch.module.css';

export type SwitchProps = {
  label: ReactNode;
  help?: ReactNode;
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
};

/** Takes effect at once; a choice that waits for a button is a `Checkbox`. */
export const Switch = ({ label, help, on, onChange, disabled = false }: SwitchProps) => {
  const id = useId();
  return (
    <div className={styles.row}>
      <div className={styles.texts}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        {help && (
          <p id={`${id}-help`} className={styles.help}>
            {help}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        className={styles.input}
        checked={on}
        aria-checked={on}
        disabled={disabled}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
    </div>
  );
};
