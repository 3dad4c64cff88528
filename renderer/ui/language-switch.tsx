import styles from './language-switch.module.css';

type LanguageSwitchProps<T extends string> = {
  label: string;
  /** Each in its own name. */
  languages: readonly { readonly value: T; readonly name: string }[];
  current: T;
  onChoose: (value: T) => void;
};

/** For screens that come before the settings can be reached. */
export const LanguageSwitch = <T extends string>({
  label,
  languages,
  current,
  onChoose,
}: LanguageSwitchProps<T>) => (
  <fieldset className={styles.languages} aria-label={label}>
    {languages.map(({ value, name }) => (
      <button
        key={value}
        type="button"
        lang={value}
        aria-pressed={value === current}
        className={styles.language}
        onClick={() => onChoose(value)}
      >
        {name}
      </button>
    ))}
  </fieldset>
);
