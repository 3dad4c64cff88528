import { type FormEvent, useState } from 'react';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { PassphraseFields } from './passphrase-field.tsx';
import { VaultScreen } from './vault-screen.tsx';

const leastLength = 8;

/** No keyring here: says so, and asks for a passphrase instead. */
export const ChoosePassphrase = () => {
  const t = useT();
  const errorText = useErrorText();
  const { host, vault } = useSession();
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [asked, setAsked] = useState(false);
  const create = useAction(async () => vault.put(await host.vault.create({ passphrase: first })));
  const retry = useAction(async () => vault.put(await host.vault.retry({})));
  const short = [...first].length < leastLength;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!short && first === second) create.run();
  };
  return (
    <VaultScreen heading={t('vault.choose.title')}>
      <p>{t('vault.choose.why')}</p>
      <p>{t('vault.choose.once')}</p>
      <form onSubmit={submit} style={{ display: 'contents' }}>
        <PassphraseFields
          busy={create.busy}
          value={first}
          onChange={setFirst}
          help={t('vault.passphraseHelp')}
          error={
            asked && short
              ? t('error.passphrase_too_short')
              : create.error && errorText(create.error)
          }
          repeat={{
            value: second,
            onChange: setSecond,
            error: asked && !short && first !== second ? t('vault.different') : undefined,
          }}
        />
        <Button kind="primary" type="submit" wide busy={create.busy}>
          {t('vault.create')}
        </Button>
      </form>
      <Button kind="link" busy={retry.busy} onClick={() => retry.run()}>
        {t('vault.choose.retry')}
      </Button>
    </VaultScreen>
  );
};
