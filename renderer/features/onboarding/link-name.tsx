import { useState } from 'react';
import { toDisplayName } from '../../../contract/ids.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './link-code.module.css';
import type { DeviceName } from './use-device-name.ts';

export type LinkNameProps = {
  device: DeviceName;
  busy: boolean;
  /** The person gave another name; the code carries it, so it becomes another one. */
  onNamed: (name: string) => void;
};

/** What the person's other devices will call this computer. */
export const LinkName = ({ device, busy, onNamed }: LinkNameProps) => {
  const t = useT();
  const [typed, setTyped] = useState<string>();
  const { name, setName } = device;
  if (typed === undefined) {
    return (
      <div className={styles.name}>
        <p>
          {name !== undefined &&
            t.rich('join.name.now', {
              name: (
                <bdi key="name" className={styles.strong}>
                  {name}
                </bdi>
              ),
            })}
        </p>
        <Button kind="link" disabled={name === undefined} onClick={() => setTyped(name)}>
          {t('join.name.change')}
        </Button>
      </div>
    );
  }
  const wanted = toDisplayName(typed);
  return (
    <form
      className={styles.nameForm}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === '') return;
        setTyped(undefined);
        if (wanted === name) return;
        setName(wanted);
        onNamed(wanted);
      }}
    >
      <TextField
        label={t('join.name.label')}
        help={t('join.name.help')}
        autoFocus
        maxLength={80}
        value={typed}
        onChange={setTyped}
        error={wanted === '' ? t('join.name.missing') : undefined}
      />
      <div className={styles.buttons}>
        <Button type="submit" busy={busy} disabled={wanted === ''}>
          {t('common.save')}
        </Button>
        <Button onClick={() => setTyped(undefined)}>{t('common.cancel')}</Button>
      </div>
    </form>
  );
};
