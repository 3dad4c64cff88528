import styles from './steps.module.css';

export type StepsProps = {
  readonly steps: readonly string[];
};

/** What to do, one after the other. */
export const Steps = ({ steps }: StepsProps) => (
  <ol className={styles.steps}>
    {steps.map((step) => (
      <li key={step}>{step}</li>
    ))}
  </ol>
);

export type PointsProps = {
  readonly points: readonly string[];
};

/** What there is to know, of which nothing comes before another. */
export const Points = ({ points }: PointsProps) => (
  <ul className={styles.points}>
    {points.map((point) => (
      <li key={point}>{point}</li>
    ))}
  </ul>
);
