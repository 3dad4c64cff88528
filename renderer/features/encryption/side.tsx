import { type ReactNode, useId } from 'react';
import styles from './side.module.css';

/** A part of a row with a heading of its own: one side of a chat, or one device. */
export const Side = ({ title, children }: { title: string; children: ReactNode }) => {
  const id = useId();
  return (
    <section className={styles.side} aria-labelledby={id}>
      <h4 id={id} className={styles.title}>
        {title}
      </h4>
      {children}
    </section>
  );
};
