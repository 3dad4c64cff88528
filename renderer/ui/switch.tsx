import { type ReactNode, useId } from 'react';
import { ChoiceTexts, helpIdOf } from './choice-texts.tsx';
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
      <ChoiceTexts id={id} label={label} help={help} />
      <input
        id={id}
        type="checkbox"
        role="switch"
        className={styles.input}
        checked={on}
        aria-checked={on}
        disabled={disabled}
        aria-describedby={help ? helpIdOf(id) : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
    </div>
  );
};
