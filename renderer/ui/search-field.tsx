import { Search, X } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import styles from './search-field.module.css';

export type SearchFieldProps = {
  label: string;
  /** Shorter than the label, where it must fit beside the shortcut. */
  placeholder?: string;
  clearLabel: string;
  value: string;
  onChange: (value: string) => void;
  /** Shown while empty, such as “Ctrl K”. */
  shortcut?: string | undefined;
  onKeyDown?: ((event: KeyboardEvent<HTMLInputElement>) => void) | undefined;
  inputRef?: Ref<HTMLInputElement> | undefined;
  autoFocus?: boolean;
};

/** Escape empties it first; only an empty field lets Escape through to the screen. */
export const SearchField = ({
  label,
  placeholder = label,
  clearLabel,
  value,
  onChange,
  shortcut,
  onKeyDown,
  inputRef,
  autoFocus = false,
}: SearchFieldProps) => (
  <div className={styles.field}>
    <Icon of={Search} size={18} />
    <input
      ref={inputRef}
      // biome-ignore lint/a11y/noAutofocus: where a screen begins with its search
      autoFocus={autoFocus}
      type="search"
      className={styles.input}
      aria-label={label}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && value !== '') {
          event.preventDefault();
          event.stopPropagation();
          onChange('');
        } else onKeyDown?.(event);
      }}
    />
    {value === '' ? (
      shortcut && <Kbd keys={shortcut} />
    ) : (
      <button
        type="button"
        aria-label={clearLabel}
        className={styles.clear}
        onClick={() => onChange('')}
      >
        <Icon of={X} size={16} />
      </button>
    )}
  </div>
);
