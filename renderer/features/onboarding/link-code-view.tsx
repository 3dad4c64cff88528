import { Check, Copy, TimerOff } from 'lucide-react';
import { useState } from 'react';
import { limits } from '../../../contract/wire/limits.ts';
import { useHost } from '../../host/context.tsx';
import { useErrorText } from '../../host/use-error-text.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { FieldNotes } from '../../ui/text-field.tsx';
import { useNow } from '../../ui/use-now.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './link-code.module.css';
import { LinkName } from './link-name.tsx';
import onboarding from './onboarding.module.css';
import { ServerDialog } from './server-dialog.tsx';
import { ServerLine } from './server-line.tsx';
import type { LinkCode } from './use-link-code.ts';

/** The same as the picture, for whoever can carry a line of text over. */
const CodeText = ({ code }: { code: string }) => {
  const t = useT();
  const host = useHost();
  const [copied, setCopied] = useState<string>();
  const copy = () =>
    host.shell.copyText({ text: code }).then(
      () => setCopied(code),
      () => undefined,
    );
  const done = copied === code;
  return (
    <div className={styles.text}>
      <output className={styles.line} aria-label={t('join.code.text')} dir="ltr">
        {code}
      </output>
      <Button small icon={<Icon of={done ? Check : Copy} size={14} />} onClick={copy}>
        {t(done ? 'common.copied' : 'join.code.copy')}
      </Button>
    </div>
  );
};

export type LinkCodeViewProps = { link: LinkCode; onAgain: () => void; onBack: () => void };

/** What to do on the other computer, and the code that it reads. */
export const LinkCodeView = ({ link, onAgain, onBack }: LinkCodeViewProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const now = useNow(1000);
  const [choosing, setChoosing] = useState(false);
  const { joining, server, device, show } = link;
  const shown = joining?.stage === 'showing' ? joining : undefined;
  // The clock may be a second behind.
  const leftMs = shown ? Math.min(shown.expiresAt - now, limits.linkLifetimeMs) : 0;
  const expired = joining?.stage === 'failed' || (shown !== undefined && leftMs <= 0);
  const steps = [t('join.step.open'), t('join.step.read'), t('join.step.compare')];
  return (
    <>
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li key={step} className={styles.step}>
            <span aria-hidden className={styles.digit}>
              {index + 1}
            </span>
            {step}
          </li>
        ))}
      </ol>
      <div className={styles.frame} data-shown={(shown && !expired) || undefined}>
        {shown && !expired ? (
          <QrCode text={shown.code} label={t('join.code.picture')} />
        ) : show.error || expired ? (
          <div className={styles.instead}>
            <Icon of={TimerOff} size={26} />
            <p aria-hidden={expired || undefined}>
              {expired ? t('join.code.expired') : show.error && errorText(show.error)}
            </p>
            <Button kind="primary" busy={show.busy} onClick={onAgain}>
              {t(expired ? 'join.again' : 'common.retry')}
            </Button>
          </div>
        ) : server.error ? (
          <div className={styles.instead}>
            <p>{errorText(server.error)}</p>
          </div>
        ) : (
          <div className={styles.instead}>
            <Spinner size={24} />
            <p>{t('join.code.preparing')}</p>
          </div>
        )}
        {/* Said once when it ends, not each second. */}
        <div role="status">
          {expired && <VisuallyHidden>{t('join.code.expired')}</VisuallyHidden>}
        </div>
      </div>
      {shown && !expired && (
        <>
          <div className={styles.life}>
            <p className="tabular">{t('join.code.left', { time: formats.countdown(leftMs) })}</p>
            <Button kind="link" busy={show.busy} onClick={onAgain}>
              {t('join.again')}
            </Button>
          </div>
          <CodeText code={shown.code} />
        </>
      )}
      <LinkName device={device} busy={show.busy} onNamed={(name) => show.run(name)} />
      {shown && show.error && <FieldNotes id="show" error={errorText(show.error)} />}
      <ServerLine server={server} onOther={() => setChoosing(true)} />
      <Button kind="link" className={onboarding.peer} onClick={onBack}>
        {t('join.back')}
      </Button>
      {choosing && <ServerDialog onClose={() => setChoosing(false)} />}
    </>
  );
};
