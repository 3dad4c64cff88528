import { type ReactNode, useId } from 'react';
import styles from './choice.module.css';
import { ChoiceTexts, helpIdOf } from './choice-texts.tsx';

export type CheckboxProps = {
  label: ReactNode;
  help?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
};

export const Checkbox = ({ label, help, checked, onChange, disabled = false }: CheckboxProps) => {
  const id = useId();
  return (
    <div className={styles.choice}>
      <input
        id={id}
        type="checkbox"
        className={styles.box}
        checked={checked}
        disabled={disabled}
        aria-describedby={help ? helpIdOf(id) : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <ChoiceTexts id={id} label={label} help={help} />
    </div>
  );
};
