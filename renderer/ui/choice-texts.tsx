import type { ReactNode } from 'react';
import styles from './choice-texts.module.css';

export type ChoiceTextsProps = {
  /** Of the input that they are of. */
  id: string;
  label: ReactNode;
  help: ReactNode;
};

/** What describes the input of this id. */
export const helpIdOf = (id: string): string => `${id}-help`;

/** What an input is for, beside it. */
export const ChoiceTexts = ({ id, label, help }: ChoiceTextsProps) => (
  <div className={styles.texts}>
    <label htmlFor={id} className={styles.label}>
      {label}
    </label>
    {help && (
      <p id={helpIdOf(id)} className={styles.help}>
        {help}
      </p>
    )}
  </div>
);
