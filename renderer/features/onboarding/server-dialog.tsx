import { Server } from 'lucide-react';
import { useState } from 'react';
import type { ServerInfo } from '../../../contract/ipc/account.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './onboarding.module.css';
import { readAddress } from './read-address.ts';

export const ServerDialog = ({ onClose }: { onClose: () => void }) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account } = useSession();
  const [address, setAddress] = useState('');
  const [unclear, setUnclear] = useState(false);
  const [found, setFound] = useState<ServerInfo>();
  const look = useAction(async (url: string) => {
    setFound(await host.account.describeServer({ url }));
  });
  const use = useAction(async ({ url, publicKey }: ServerInfo) => {
    account.put(await host.account.chooseServer({ url, publicKey }));
    onClose();
  });
  const error = look.error ?? use.error;
  return (
    <Dialog heading={t('onboarding.server.title')} onClose={onClose} closeLabel={t('common.close')}>
      <p className={styles.help}>{t('onboarding.server.help')}</p>
      <form
        className={styles.dialogForm}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const url = readAddress(address);
          setUnclear(!url);
          if (url) look.run(url);
        }}
      >
        <TextField
          label={t('onboarding.server.address')}
          help={found ? undefined : t('onboarding.server.addressHelp')}
          type="url"
          autoFocus
          dir="ltr"
          placeholder="https://"
          value={address}
          onChange={(next) => {
            setAddress(next);
            setFound(undefined);
            setUnclear(false);
            look.clear();
          }}
          error={unclear ? t('onboarding.server.notAddress') : error && errorText(error)}
        />
        {!found && (
          <Button type="submit" kind="primary" busy={look.busy} disabled={address.trim() === ''}>
            {t('onboarding.server.look')}
          </Button>
        )}
      </form>
      {found && (
        <>
          <Facts>
            <Fact icon={Server} term={t('onboarding.server.operator')}>
              <bdi>{found.operator}</bdi>
            </Fact>
            <Fact term={t('onboarding.server.key')} code help={t('onboarding.server.keyHelp')}>
              {found.keyFingerprint}
            </Fact>
          </Facts>
          <DialogActions>
            <Button kind="primary" busy={use.busy} onClick={() => use.run(found)}>
              {t('onboarding.server.use')}
            </Button>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
};
