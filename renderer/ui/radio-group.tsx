import { type ReactNode, useId } from 'react';
import styles from './choice.module.css';
import texts from './choice-texts.module.css';
import { classNames } from './class-names.ts';

export type RadioOption<T extends string> = { value: T; label: ReactNode; help?: ReactNode };

export type RadioGroupProps<T extends string> = {
  label: ReactNode;
  options: readonly RadioOption<T>[];
  /** `undefined` leaves the question open: nothing is preset. */
  value: T | undefined;
  onChange: (value: T) => void;
  /** Each answer in a frame of its own, for a question that is a whole step. */
  cards?: boolean;
  /** Two beside each other, for many short ones. */
  columns?: boolean;
};

export const RadioGroup = <T extends string>({
  label,
  options,
  value,
  onChange,
  cards = false,
  columns = false,
}: RadioGroupProps<T>) => {
  const id = useId();
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{label}</legend>
      <div className={classNames(styles.options, columns && styles.columns)}>
        {options.map((option) => (
          <label key={option.value} className={classNames(styles.choice, cards && styles.card)}>
            <input
              type="radio"
              name={id}
              className={styles.dot}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            <span className={texts.texts}>
              <span className={texts.label}>{option.label}</span>
              {option.help && <p className={texts.help}>{option.help}</p>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
