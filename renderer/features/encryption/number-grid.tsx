import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './number-grid.module.css';

const groupLength = 5;

export type Group = { readonly number: number; readonly digits: string };

/** The groups of a safety number, 12 of 5 digits, counted from 1. */
export const toGroups = (digits: string): Group[] =>
  Array.from({ length: Math.ceil(digits.length / groupLength) }, (_, index) => ({
    number: index + 1,
    digits: digits.slice(index * groupLength, (index + 1) * groupLength),
  }));

/** Spoken one by one: nobody compares thousands. */
export const toSpoken = (group: Group): string => [...group.digits].join(' ');

/** A safety number to compare by eye. */
export const NumberGrid = ({ digits }: { digits: string }) => {
  const groups = toGroups(digits);
  return (
    <p className={styles.grid} dir="ltr">
      {groups.map((group) => (
        <span key={group.number} aria-hidden className={styles.group}>
          {group.digits}
        </span>
      ))}
      <VisuallyHidden>{groups.map(toSpoken).join(', ')}</VisuallyHidden>
    </p>
  );
};
