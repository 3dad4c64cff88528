import { useId, useState } from 'react';
import type { SettingRowState } from '../../../contract/ipc/account-settings.ts';
import { type Audience, audienceSchema, audiences } from '../../../contract/settings/audience.ts';
import type { SettingKey, SettingValue } from '../../../contract/settings/registry.ts';
import { isLooser } from '../../../contract/settings/values.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { RadioGroup } from '../../ui/radio-group.tsx';
import { type EndChoice, endChoices, fromField, toField } from './end-times.ts';
import styles from './row-dialogs.module.css';
import { valueWords } from './row-words.ts';

export type ForAWhileProps = { id: SettingKey; row: SettingRowState; onClose: () => void };

/** A switch turns over; an audience is chosen, and keeps its exceptions. */
const otherValues = (base: unknown): readonly SettingValue<SettingKey>[] => {
  if (typeof base === 'boolean') return [!base];
  const { data } = audienceSchema.safeParse(base);
  return data
    ? audiences
        .filter((audience) => audience !== data.audience)
        .map((audience): Audience => ({ ...data, audience }))
    : [];
};

/** Another value until a moment, and what it goes back to by itself. */
export const ForAWhile = ({ id, row, onClose }: ForAWhileProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { settings } = useSession();
  const field = useId();
  const [now] = useState(Date.now);
  const base = row.until ? row.until.back : row.value;
  const values = otherValues(base);
  const [place, setPlace] = useState(0);
  const value = values[place];
  const offered = endChoices(now);
  const [choice, setChoice] = useState<EndChoice>('hour');
  const [text, setText] = useState(() => toField(now + 3 * 3_600_000));
  const until =
    choice === 'other' ? fromField(text, now) : offered.find((one) => one.choice === choice)?.at;
  const set = useAction(async () => {
    if (value === undefined || until === undefined) return;
    await settings.set(id, value, until);
    onClose();
  });
  const label = t.dynamic(`settings.${id}.label`);
  const loosens =
    value !== undefined && isLooser(id, base as SettingValue<typeof id>, value as never);
  return (
    <Dialog heading={t('settings.while.title', { setting: label })} onClose={onClose} grows>
      {values.length > 1 && (
        <RadioGroup
          label={t('settings.while.value')}
          options={values.map((one, index) => ({
            value: String(index),
            label: valueWords(t, one),
          }))}
          value={String(place)}
          onChange={(next) => setPlace(Number(next))}
        />
      )}
      <RadioGroup<EndChoice>
        label={t('settings.while.until')}
        options={[
          ...offered.map((one) => ({
            value: one.choice,
            label: t(`settings.while.${one.choice}`, { at: formats.at(one.at, now) }),
          })),
          { value: 'other', label: t('settings.while.other') },
        ]}
        value={choice}
        onChange={setChoice}
      />
      {choice === 'other' && (
        <div className={styles.pick}>
          <label htmlFor={field}>{t('settings.while.pick')}</label>
          <input
            id={field}
            type="datetime-local"
            className={styles.moment}
            value={text}
            min={toField(now)}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      <p className={styles.result} role="status">
        {until === undefined
          ? t('settings.while.past')
          : t('settings.while.result', {
              value: valueWords(t, value),
              at: formats.at(until, now),
              back: valueWords(t, base),
            })}
        {loosens && ` ${t('settings.while.confirmed')}`}
      </p>
      <div role="alert">{set.error && <p className={styles.error}>{errorText(set.error)}</p>}</div>
      <DialogActions>
        <Button kind="primary" busy={set.busy} disabled={until === undefined} onClick={set.run}>
          {t('settings.while.set')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </DialogActions>
    </Dialog>
  );
};
