import { Button } from './button.tsx';
import styles from './sides.module.css';

export type Side = {
  id: string;
  /** What it would be. */
  title: string;
  /** Where it comes from. */
  text: string;
  /** The whole of the button, for who does not see what it stands under. */
  pickLabel: string;
  disabled?: boolean;
  onPick: () => void;
};

export type SidesProps = { label: string; pick: string; sides: readonly Side[] };

/** Things of one weight beside each other, one of which is picked. */
export const Sides = ({ label, pick, sides }: SidesProps) => (
  <ul className={styles.sides} aria-label={label}>
    {sides.map((side) => (
      <li key={side.id} className={styles.side}>
        <p className={styles.title}>{side.title}</p>
        <p className={styles.text}>{side.text}</p>
        <Button small aria-label={side.pickLabel} disabled={side.disabled} onClick={side.onPick}>
          {pick}
        </Button>
      </li>
    ))}
  </ul>
);
