import { Check } from 'lucide-react';
import { useState } from 'react';
import { toDisplayName } from '../../../contract/ids.ts';
import type { AccountState } from '../../../contract/ipc/account.ts';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FieldNotes, TextField } from '../../ui/text-field.tsx';
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
  const shown = toDisplayName(name);
  const changed = shown !== own.name;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && shown !== '') save.run(shown);
      }}
    >
      <TextField
        label={t('profile.name')}
        help={t('profile.nameHelp')}
        value={name}
        maxLength={80}
        onChange={setName}
        error={shown === '' ? t('onboarding.name.missing') : save.error && errorText(save.error)}
      />
      <Button type="submit" busy={save.busy} disabled={!changed || shown === ''}>
        {t('common.save')}
      </Button>
    </form>
  );
};

type OwnUsernameProps = {
  username: string;
  onChange: () => void;
  onGive: () => void;
  error: string | undefined;
};

const OwnUsername = ({ username, onChange, onGive, error }: OwnUsernameProps) => {
  const t = useT();
  const { host } = useSession();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    host.shell.copyText({ text: username }).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <div className={styles.form}>
      <p className={styles.own}>{t('profile.usernameNow', { username })}</p>
      <div className={styles.buttons}>
        <Button small icon={copied ? <Icon of={Check} size={14} /> : undefined} onClick={copy}>
          {t(copied ? 'common.copied' : 'profile.copy')}
        </Button>
        <Button small onClick={onChange}>
          {t('profile.usernameChange')}
        </Button>
        <Button small onClick={onGive}>
          {t('profile.usernameGive')}
        </Button>
        <FieldNotes id="username" error={error} />
      </div>
    </div>
  );
};

const UsernameForm = ({ own }: { own: Ready }) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account } = useSession();
  const [name, setName] = useState('');
  const [odd, setOdd] = useState(false);
  const [changing, setChanging] = useState(false);
  const set = useAction(async (next: string | null) => {
    account.put(await host.account.setUsername({ name: next }));
    setName('');
    setChanging(false);
  });
  const { username } = own;
  if (username !== null && !changing) {
    return (
      <OwnUsername
        username={username}
        onChange={() => setChanging(true)}
        onGive={() => set.run(null)}
        error={set.error && errorText(set.error)}
      />
    );
  }
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
        autoFocus={changing}
        value={name}
        maxLength={24}
        onChange={(next) => {
          setName(next);
          setOdd(false);
          set.clear();
        }}
        error={odd ? t('profile.usernameRule') : set.error && errorText(set.error)}
      />
      <div className={styles.buttons}>
        <Button type="submit" busy={set.busy} disabled={name.trim() === ''}>
          {t('profile.usernameTake')}
        </Button>
        {changing && <Button onClick={() => setChanging(false)}>{t('common.cancel')}</Button>}
      </div>
    </form>
  );
};

export const Profile = () => {
  const t = useT();
  const { account } = useSession();
  const own = useRemote(account).value;
  const number = useNumber(own?.phase === 'ready' ? own.number : '');
  if (own?.phase !== 'ready') return null;
  return (
    <>
      <div className={styles.card}>
        <NameForm key={own.name} own={own} />
      </div>
      <Facts>
        <Fact term={t('profile.number')}>
          <bdi dir="ltr">{number}</bdi>
        </Fact>
      </Facts>
      <div className={styles.card}>
        <UsernameForm own={own} />
      </div>
    </>
  );
};
