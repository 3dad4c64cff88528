import { Check } from 'lucide-react';
import { useState } from 'react';
import type { AccountState } from '../../../contract/ipc/account.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './settings.module.css';

type Ready = Extract<AccountState, { phase: 'ready' }>;

const NameForm = ({ own }: { own: Ready }) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account } = useSession();
  const [name, setName] = useState(own.name);
  const save = useAction(async (next: string) =>
    account.put(await host.account.setName({ name: next })),
  );
  const changed = name.trim() !== own.name;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && name.trim() !== '') save.run(name.trim());
      }}
    >
      <TextField
        label={t('profile.name')}
        help={t('profile.nameHelp')}
        value={name}
        maxLength={80}
        onChange={setName}
        error={
          name.trim() === '' ? t('onboarding.name.missing') : save.error && errorText(save.error)
        }
      />
      <Button type="submit" busy={save.busy} disabled={!changed || name.trim() === ''}>
        {t('common.save')}
      </Button>
    </form>
  );
};

const UsernameForm = ({ own }: { own: Ready }) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account } = useSession();
  const [name, setName] = useState('');
  const [copied, setCopied] = useState(false);
  const [odd, setOdd] = useState(false);
  const set = useAction(async (next: string | null) => {
    account.put(await host.account.setUsername({ name: next }));
    setName('');
    setCopied(false);
  });
  const { username } = own;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = name.trim().toLowerCase();
        const fits = /^[a-z][a-z0-9_]{2,23}$/.test(wanted);
        setOdd(!fits);
        if (fits) set.run(wanted);
      }}
    >
      <TextField
        label={t('profile.username')}
        help={`${t('profile.usernameHelp')} ${t('profile.usernameRule')}`}
        dir="ltr"
        value={name}
        maxLength={24}
        onChange={(next) => {
          setName(next);
          setOdd(false);
          set.clear();
        }}
        error={odd ? t('profile.usernameRule') : set.error && errorText(set.error)}
      />
      <Button type="submit" busy={set.busy} disabled={name.trim() === ''}>
        {t('profile.usernameTake')}
      </Button>
      {username && (
        <div className={styles.buttons}>
          <p>{t('profile.usernameNow', { username })}</p>
          <Button
            small
            icon={copied ? <Icon of={Check} size={14} /> : undefined}
            onClick={() =>
              host.shell.copyText({ text: username }).then(
                () => setCopied(true),
                () => undefined,
              )
            }
          >
            {t(copied ? 'common.copied' : 'profile.copy')}
          </Button>
          <Button small onClick={() => set.run(null)}>
            {t('profile.usernameGive')}
          </Button>
        </div>
      )}
    </form>
  );
};

export const Profile = () => {
  const t = useT();
  const { account } = useSession();
  const own = useRemote(account).value;
  if (own?.phase !== 'ready') return null;
  return (
    <>
      <div className={styles.card}>
        <NameForm own={own} />
      </div>
      <Facts>
        <Fact term={t('profile.number')}>
          <bdi dir="ltr">{own.number}</bdi>
        </Fact>
      </Facts>
      <div className={styles.card}>
        <UsernameForm own={own} />
      </div>
    </>
  );
};
