import { LogOut } from 'lucide-react';
import type { AccountState } from '../../contract/ipc/account.ts';
import { useSession } from '../host/context.tsx';
import { useAction } from '../host/use-action.ts';
import { useErrorText } from '../host/use-error-text.ts';
import { useT } from '../i18n/intl.tsx';
import { useNumber } from '../i18n/use-number.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';

export type SignedOutProps = {
  account: Extract<AccountState, { phase: 'signed_out' }>;
  /** How the person wants to begin anew. */
  onAgain: (begin: 'number' | 'link') => void;
  /** It stands above the settings, and says what that means for them. */
  inSettings?: boolean;
};

/** The server no longer knows this device: what stays, and the way on. */
export const SignedOut = ({ account, onAgain, inSettings = false }: SignedOutProps) => {
  const t = useT();
  const number = useNumber(account.number);
  const session = useSession();
  const errorText = useErrorText();
  const again = useAction(async (begin: 'number' | 'link') => {
    // First: what is drawn once the account is another begins there.
    onAgain(begin);
    session.account.put(await session.host.account.restart({}));
  });
  // Whoever has the number elsewhere has other devices there to link from; a deleted account has none.
  const linkable = account.reason !== 'account_deleted';
  return (
    <Banner
      icon={LogOut}
      tone="attention"
      live="polite"
      title={t('signedOut.title')}
      actions={
        <>
          {linkable && (
            <Button small busy={again.busy} onClick={() => again.run('link')}>
              {t('signedOut.link')}
            </Button>
          )}
          <Button small busy={again.busy} onClick={() => again.run('number')}>
            {t('signedOut.again')}
          </Button>
        </>
      }
    >
      <p>
        {t(`signedOut.${account.reason}`, { number })} {t('signedOut.kept')}
      </p>
      {inSettings && <p>{t('signedOut.settings')}</p>}
      {again.error && <p role="alert">{errorText(again.error)}</p>}
    </Banner>
  );
};
