import type { ReactNode } from 'react';
import { useId } from 'react';
import styles from './panel.module.css';

export type PanelPageProps = {
  /** What the page is about, under its heading. */
  intro: ReactNode;
  children: ReactNode;
};

/** A page of panels; how they lie follows the room of the container `page`. */
export const PanelPage = ({ intro, children }: PanelPageProps) => (
  <div className={styles.page} data-page>
    <p className={styles.intro} data-intro>
      {intro}
    </p>
    {children}
  </div>
);

export type PanelProps = {
  title: ReactNode;
  /** Stands at the end of the title's line. */
  aside?: ReactNode;
  /** Its parts are items of a list. */
  list?: boolean;
  /** For a link within the page. */
  id?: string;
  children: ReactNode;
};

/** Things that belong together, under a title of their own. */
export const Panel = ({ title, aside, list = false, id, children }: PanelProps) => {
  const own = useId();
  const Card = list ? 'ul' : 'div';
  return (
    <section className={styles.panel} aria-labelledby={own} id={id}>
      <header className={styles.head} data-head>
        <h3 id={own} className={styles.title}>
          {title}
        </h3>
        {aside}
      </header>
      <Card className={styles.card}>{children}</Card>
    </section>
  );
};

export type PanelPartProps = {
  /** What stands in it sees to its own distances. */
  tight?: boolean;
  children: ReactNode;
};

/** A part of a panel. */
export const PanelPart = ({ tight = false, children }: PanelPartProps) => (
  <div className={styles.part} data-tight={tight || undefined}>
    {children}
  </div>
);
