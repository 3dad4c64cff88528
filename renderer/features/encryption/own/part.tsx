import { type ReactNode, useId } from 'react';
import styles from './own.module.css';

export type PartProps = { title: string; text?: string; children: ReactNode };

/** A part of the page, with what it is about under its title. */
export const Part = ({ title, text, children }: PartProps) => {
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h3 id={id} className={styles.title}>
        {title}
      </h3>
      {text && <p className={styles.text}>{text}</p>}
      {children}
    </section>
  );
};
