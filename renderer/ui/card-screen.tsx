import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';
import styles from './card-screen.module.css';

export type CardScreenProps = {
  name: string;
  heading: ReactNode;
  children: ReactNode;
  /** Stands under the card. */
  foot?: ReactNode;
};

/** A screen that asks one thing before the app can open. */
export const CardScreen = ({ name, heading, children, foot }: CardScreenProps) => (
  <main className={styles.screen}>
    <div className={styles.card}>
      <Brand name={name} />
      <h1 className={styles.heading}>{heading}</h1>
      {children}
    </div>
    {foot}
  </main>
);
