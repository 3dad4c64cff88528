import { lazy, Suspense, useId, useState } from 'react';
import { type Audience, audiences } from '../../../contract/settings/audience.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import choice from '../../ui/choice.module.css';
import texts from '../../ui/choice-texts.module.css';
import styles from './audience.module.css';

const AudienceExceptions = lazy(() =>
  import('./audience-exceptions.tsx').then((m) => ({ default: m.AudienceExceptions })),
);

export type AudienceControlProps = {
  label: string;
  help: string;
  value: Audience;
  disabled: boolean;
  onChange: (value: Audience) => void;
};

/** Everyone, contacts or nobody, and who is always or never let at it. */
export const AudienceControl = ({
  label,
  help,
  value,
  disabled,
  onChange,
}: AudienceControlProps) => {
  const t = useT();
  const id = useId();
  const [open, setOpen] = useState(false);
  const { always, never } = value;
  const none = always.length + never.length === 0;
  return (
    <fieldset className={choice.group} aria-describedby={`${id}-help`} disabled={disabled}>
      <legend className={styles.legend}>{label}</legend>
      <p id={`${id}-help`} className={texts.help}>
        {help}
      </p>
      <div className={styles.line}>
        {audiences.toReversed().map((audience) => (
          <label key={audience} className={styles.option}>
            <input
              type="radio"
              name={id}
              className={choice.dot}
              checked={value.audience === audience}
              onChange={() => onChange({ ...value, audience })}
            />
            {t(`settings.audience.${audience}`)}
          </label>
        ))}
        <Button
          kind="link"
          aria-label={t('settings.exceptions.of', { setting: label })}
          onClick={() => setOpen(true)}
        >
          {none
            ? t('settings.exceptions.none')
            : t('settings.exceptions.some', { always: always.length, never: never.length })}
        </Button>
      </div>
      <Suspense>
        {open && (
          <AudienceExceptions
            label={label}
            value={value}
            onChange={onChange}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </fieldset>
  );
};
