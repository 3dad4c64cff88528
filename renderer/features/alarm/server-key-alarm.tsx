import { ShieldAlert } from 'lucide-react';
import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';

/** The server's key is not the pinned one. Staying offline takes one press, accepting one too, after the digits. */
export const ServerKeyAlarm = ({ onClose }: { onClose: () => void }) => {
  const t = useT();
  const errorText = useErrorText();
  const { host, account, connection } = useSession();
  const state = useRemote(account).value;
  const offered = useRemote(connection).value?.offeredKey;
  const server = state?.server;
  const accept = useAction(async (publicKey: string) => {
    account.put(await host.account.acceptServerKey({ publicKey }));
    onClose();
  });
  if (!server || !offered) return null;
  return (
    <Dialog alert wide heading={t('alarm.server.title')} onClose={onClose}>
      <Banner icon={ShieldAlert} tone="danger">
        {t('alarm.server.text', { operator: server.operator })}
      </Banner>
      <Facts>
        <Fact term={t('alarm.server.before')} code>
          {server.keyFingerprint}
        </Fact>
        <Fact term={t('alarm.server.now')} code>
          {offered.keyFingerprint}
        </Fact>
      </Facts>
      <p>{t('alarm.server.ask')}</p>
      <FieldNotes id="alarm" error={accept.error && errorText(accept.error)} />
      <DialogActions>
        <Button onClick={onClose}>{t('alarm.server.wait')}</Button>
        <Button busy={accept.busy} onClick={() => accept.run(offered.publicKey)}>
          {t('alarm.server.accept')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
