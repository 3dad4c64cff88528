import { type FormEvent, useState } from 'react';
import { toDisplayName } from '../../../contract/ids.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/radio-group.tsx';
import { FieldNotes, TextField } from '../../ui/text-field.tsx';
import styles from './onboarding.module.css';

export const NameStep = () => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account } = useSession();
  const [name, setName] = useState('');
  const [findable, setFindable] = useState<'yes' | 'no'>();
  const [asked, setAsked] = useState(false);
  const finish = useAction(async (input: { name: string; findableByNumber: boolean }) => {
    account.put(await host.account.finish(input));
  });
  const shown = toDisplayName(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (shown !== '' && findable) {
      finish.run({ name: shown, findableByNumber: findable === 'yes' });
    }
  };
  return (
    <form className={styles.step} onSubmit={submit} noValidate>
      <h2 className={styles.title}>{t('onboarding.name.title')}</h2>
      <TextField
        label={t('onboarding.name.label')}
        help={t('onboarding.name.help')}
        autoComplete="name"
        maxLength={80}
        autoFocus
        value={name}
        onChange={setName}
        error={asked && shown === '' ? t('onboarding.name.missing') : undefined}
      />
      <div className={styles.question}>
        <RadioGroup
          cards
          label={t('onboarding.findable.question')}
          value={findable}
          onChange={setFindable}
          options={[
            {
              value: 'yes',
              label: t('onboarding.findable.yes'),
              help: t('onboarding.findable.yesHelp'),
            },
            {
              value: 'no',
              label: t('onboarding.findable.no'),
              help: t('onboarding.findable.noHelp'),
            },
          ]}
        />
        <FieldNotes
          id="findable"
          reserve
          error={asked && !findable ? t('onboarding.findable.missing') : undefined}
        />
      </div>
      <Button kind="primary" type="submit" wide busy={finish.busy}>
        {t(finish.busy ? 'onboarding.name.working' : 'onboarding.name.finish')}
      </Button>
      <FieldNotes id="finish" error={finish.error && errorText(finish.error)} />
      <p className={styles.small}>{t('onboarding.newAccount')}</p>
    </form>
  );
};
