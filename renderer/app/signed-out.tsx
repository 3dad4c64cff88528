import { LogOut } from 'lucide-react';
import type { AccountState } from '../../contract/ipc/account.ts';
import { useSession } from '../host/context.tsx';
import { useAction } from '../host/use-action.ts';
import { useT } from '../i18n/intl.tsx';
import { useNumber } from '../i18n/use-number.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';

/** The server no longer knows this device: what stays, and the way on. */
export const SignedOut = ({
  account,
}: {
  account: Extract<AccountState, { phase: 'signed_out' }>;
}) => {
  const t = useT();
  const number = useNumber(account.number);
  const session = useSession();
  const again = useAction(async () => session.account.put(await session.host.account.restart({})));
  return (
    <Banner
      icon={LogOut}
      tone="attention"
      live="polite"
      title={t('signedOut.title')}
      actions={
        <Button small busy={again.busy} onClick={() => again.run()}>
          {t('signedOut.again')}
        </Button>
      }
    >
      {t(`signedOut.${account.reason}`, { number })} {t('signedOut.kept')}
    </Banner>
  );
};
