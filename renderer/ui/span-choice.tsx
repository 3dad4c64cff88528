import { type ReactNode, useState } from 'react';
import { RadioGroup } from './radio-group.tsx';
import { Select } from './select.tsx';
import styles from './span-choice.module.css';
import { TextField } from './text-field.tsx';

export type SpanUnitOption = { value: string; label: string; seconds: number };

export type SpanChoiceProps = {
  label: ReactNode;
  /** Stands for null. */
  offLabel: string;
  presets: readonly { seconds: number; label: string }[];
  custom: {
    label: string;
    count: string;
    unit: string;
    /** Largest first; the last is a second. */
    units: readonly SpanUnitOption[];
    mostSeconds: number;
    /** Says what may be typed, when something else was. */
    error: string;
  };
  /** Where it begins, in seconds. */
  initial: number | null;
  /** Begins with typing, whatever stands there. */
  startsTyping?: boolean;
  /** In seconds; undefined while what is typed is none. */
  onChange: (seconds: number | null | undefined) => void;
};

const toCount = (text: string): number | undefined =>
  /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;

/** Off, one of some spans, or one that is typed. */
export const SpanChoice = ({
  label,
  offLabel,
  presets,
  custom,
  initial,
  startsTyping = false,
  onChange,
}: SpanChoiceProps) => {
  const { units, mostSeconds } = custom;
  const isPreset =
    initial === null || (!startsTyping && presets.some(({ seconds }) => seconds === initial));
  const [choice, setChoice] = useState(
    startsTyping ? 'custom' : initial === null ? 'off' : isPreset ? String(initial) : 'custom',
  );
  const [unit, setUnit] = useState(() =>
    initial === null || isPreset
      ? units[Math.min(2, units.length - 1)]
      : units.find(({ seconds }) => initial % seconds === 0),
  );
  const [text, setText] = useState(() =>
    initial === null || isPreset || !unit ? '' : String(initial / unit.seconds),
  );

  const toSeconds = (typed: string, each: SpanUnitOption | undefined): number | undefined => {
    const count = toCount(typed);
    if (count === undefined || !each) return undefined;
    const seconds = count * each.seconds;
    return seconds >= 1 && seconds <= mostSeconds ? seconds : undefined;
  };
  const choose = (next: string) => {
    setChoice(next);
    if (next === 'off') onChange(null);
    else onChange(next === 'custom' ? toSeconds(text, unit) : Number(next));
  };

  return (
    <div className={styles.choice}>
      <RadioGroup
        columns
        label={label}
        options={[
          { value: 'off', label: offLabel },
          ...presets.map(({ seconds, label: words }) => ({
            value: String(seconds),
            label: words,
          })),
          { value: 'custom', label: custom.label },
        ]}
        value={choice}
        onChange={choose}
      />
      {choice === 'custom' && (
        <div className={styles.custom}>
          <TextField
            label={custom.count}
            inputMode="numeric"
            maxLength={9}
            value={text}
            error={text !== '' && toSeconds(text, unit) === undefined ? custom.error : undefined}
            onChange={(typed) => {
              setText(typed);
              onChange(toSeconds(typed, unit));
            }}
          />
          <Select
            label={custom.unit}
            options={units}
            value={unit?.value ?? ''}
            onChange={(value) => {
              const next = units.find((one) => one.value === value);
              setUnit(next);
              onChange(toSeconds(text, next));
            }}
          />
        </div>
      )}
    </div>
  );
};
