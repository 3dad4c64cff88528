import type { KeyboardEvent } from 'react';
import { Avatar } from './avatar.tsx';
import styles from './people-picker.module.css';
import { SearchField } from './search-field.tsx';

export type Pickable = {
  readonly accountId: string;
  readonly name: string;
  readonly hue: number;
  readonly username: string | null;
};

export type PeoplePickerProps = {
  label: string;
  clearLabel: string;
  /** Said when nobody is listed. */
  none: string;
  text: string;
  onText: (text: string) => void;
  people: readonly Pickable[];
  onPick: (accountId: string) => void;
};

const move = (event: KeyboardEvent<HTMLElement>) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, li button')];
  const next = stops[stops.indexOf(document.activeElement as HTMLElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
};

/** A search and those it finds; arrows move between them. */
export const PeoplePicker = ({
  label,
  clearLabel,
  none,
  text,
  onText,
  people,
  onPick,
}: PeoplePickerProps) => (
  <section className={styles.picker} aria-label={label} onKeyDown={move}>
    <SearchField label={label} clearLabel={clearLabel} value={text} onChange={onText} autoFocus />
    {people.length === 0 ? (
      <p className={styles.none}>{none}</p>
    ) : (
      <ul className={styles.list}>
        {people.map(({ accountId, name, hue, username }) => (
          <li key={accountId}>
            <button type="button" className={styles.person} onClick={() => onPick(accountId)}>
              <Avatar id={accountId} hue={hue} name={name} size={36} />
              <span className={styles.texts}>
                <bdi className={styles.name}>{name}</bdi>
                {username && username !== name && (
                  <bdi className={styles.second} dir="ltr">
                    {username}
                  </bdi>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    )}
  </section>
);
