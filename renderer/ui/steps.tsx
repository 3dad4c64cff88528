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
