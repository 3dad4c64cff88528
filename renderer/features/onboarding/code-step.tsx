import { Terminal } from 'lucide-react';
import { useRef, useState } from 'react';
import type { AccountState } from '../../../contract/ipc/account.ts';
import { useSession } from '../../host/context.tsx';
import { toCodedError } from '../../host/remote.ts';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useLocalServer } from '../../host/use-local-server.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeField } from '../../ui/code-field.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './onboarding.module.css';
import { formatNumber } from './read-number.ts';
import { useLocalCode } from './use-local-code.ts';

export type CodeStepProps = { account: Extract<AccountState, { phase: 'code_sent' }> };

/** Refusals after which the same digits can never be taken. */
const spent: ReadonlySet<string> = new Set(['code_wrong', 'code_expired', 'code_tries_used_up']);

export const CodeStep = ({ account }: CodeStepProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { host, account: remote } = useSession();
  const [code, setCode] = useState('');
  const now = useNow(1000);
  const localCode = useLocalCode(account.number, account.expiresAt);
  const local = useLocalServer(account.server.url) || localCode !== undefined;
  const field = useRef<HTMLInputElement>(null);
  const check = useAction(async (digits: string) => {
    try {
      remote.put(await host.account.submitCode({ code: digits }));
    } catch (error) {
      if (spent.has(toCodedError(error).code)) setCode('');
      field.current?.focus();
      throw error;
    }
  });
  const again = useAction(async () => {
    setCode('');
    check.clear();
    remote.put(await host.account.requestCode({ number: account.number }));
  });
  const restart = useAction(async () => {
    remote.put(await host.account.restart({}));
  });

  const number = formatNumber(account.number);
  const leftMs = account.expiresAt - now;
  const resendMs = account.resendAt - now;
  const error = check.error ?? again.error ?? restart.error;
  return (
    <form
      className={styles.step}
      onSubmit={(event) => {
        event.preventDefault();
        if (code.length === 6) check.run(code);
      }}
    >
      <header className={styles.heading}>
        <h2 className={styles.title}>{t('onboarding.code.title')}</h2>
        <p className={styles.help}>
          {leftMs > 0
            ? t.rich(local ? 'onboarding.code.sentLocal' : 'onboarding.code.sent', {
                number: <bdi dir="ltr">{number}</bdi>,
                time: <span className="tabular">{formats.countdown(leftMs)}</span>,
              })
            : t('onboarding.code.expired', { number })}
        </p>
      </header>
      {localCode && (
        <Banner
          icon={Terminal}
          live="polite"
          title={t('onboarding.code.localTitle', { code: localCode })}
          actions={
            <Button
              small
              onClick={() => {
                setCode(localCode);
                check.run(localCode);
              }}
            >
              {t('onboarding.code.localUse')}
            </Button>
          }
        >
          {t('onboarding.code.localText')}
        </Banner>
      )}
      <CodeField
        label={t('onboarding.code.label')}
        value={code}
        autoFocus
        inputRef={field}
        onChange={setCode}
        onComplete={check.run}
        error={error && errorText(error)}
      />
      <Button kind="primary" type="submit" wide busy={check.busy} disabled={code.length < 6}>
        {t('onboarding.code.check')}
      </Button>
      <div className={styles.links}>
        {resendMs > 0 ? (
          <p className={styles.help}>
            {t('onboarding.code.againIn', { time: formats.countdown(resendMs) })}
          </p>
        ) : (
          <Button kind="link" busy={again.busy} onClick={() => again.run()}>
            {t('onboarding.code.again')}
          </Button>
        )}
        <Button kind="link" onClick={() => restart.run()}>
          {t('onboarding.code.otherNumber')}
        </Button>
      </div>
    </form>
  );
};
