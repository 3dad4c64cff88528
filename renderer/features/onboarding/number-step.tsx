import { Check, Unlink } from 'lucide-react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { AccountState } from '../../../contract/ipc/account.ts';
import { useSession } from '../../host/context.tsx';
import { useAction } from '../../host/use-action.ts';
import { useErrorText } from '../../host/use-error-text.ts';
import { useLocalServer } from '../../host/use-local-server.ts';
import { useFormats, useLanguage, useT } from '../../i18n/intl.tsx';
import { useNumber } from '../../i18n/use-number.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { FieldNotes, TextField } from '../../ui/text-field.tsx';
import { useNow } from '../../ui/use-now.ts';
import { type CountryCode, exampleNumber, guessCountry } from './countries.ts';
import { CountryPicker } from './country-picker.tsx';
import styles from './onboarding.module.css';
import { readNumber, readTyped, regroup } from './read-number.ts';
import { ServerDialog } from './server-dialog.tsx';
import { ServerLine } from './server-line.tsx';
import { useServer } from './use-server.ts';

export type NumberStepProps = {
  account: Extract<AccountState, { phase: 'new' }>;
  /** The number of an account that was just deleted here. */
  removed: string | undefined;
  /** The person has an account on another computer. */
  onLink: () => void;
};

const Removed = ({ number }: { number: string }) => {
  const t = useT();
  return (
    <Banner icon={Check} live="polite">
      {t('onboarding.removed', { number: useNumber(number) })}
    </Banner>
  );
};

const Unlinked = ({ by, at }: { by: string | null; at: number }) => {
  const t = useT();
  const date = useFormats().date(at);
  return (
    <Banner icon={Unlink} live="polite">
      {by === null
        ? t('onboarding.unlinkedByOther', { date })
        : t('onboarding.unlinked', { device: by, date })}
    </Banner>
  );
};

type Problem = 'missing' | 'short' | 'otherCountry';

const countryName = (code: CountryCode, language: string) =>
  new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code;

export const NumberStep = ({ account, removed, onLink }: NumberStepProps) => {
  const t = useT();
  const formats = useFormats();
  const errorText = useErrorText();
  const { host, account: remote } = useSession();
  const language = useLanguage();
  const id = useId();
  const server = useServer(account);
  const local = useLocalServer(server.info?.url);
  const [country, setCountry] = useState<CountryCode>(() => guessCountry(navigator.languages));
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [choosing, setChoosing] = useState(false);
  const [waitUntil, setWaitUntil] = useState(0);
  const now = useNow(1000);
  const clock = useRef(now);
  clock.current = now;
  const waitMs = waitUntil - now;
  const field = useRef<HTMLInputElement>(null);
  // What asks for the keyboard while it is drawn asks in vain where a dialog closes at the same time.
  useEffect(() => {
    if (document.activeElement === document.body) field.current?.focus({ preventScroll: true });
  }, []);

  const send = useAction(async (number: string) => {
    await server.settle();
    try {
      remote.put(await host.account.requestCode({ number }));
    } catch (error) {
      if (error instanceof Error && 'retryAfterMs' in error && Number(error.retryAfterMs) > 0) {
        // The clock may be a second behind; asking a little late is never refused.
        setWaitUntil(clock.current + 1000 + Number(error.retryAfterMs));
      }
      throw error;
    }
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.clear();
    const read = readNumber(text, country);
    if (text.trim() === '') {
      setProblem('missing');
    } else if (read.kind === 'incomplete') {
      setProblem('short');
    } else if (read.kind === 'other_country') {
      setCountry(read.country);
      setText(read.national);
      setProblem('otherCountry');
    } else if (!server.info && !server.asking) {
      setChoosing(true);
    } else {
      setProblem(undefined);
      send.run(read.e164);
    }
  };

  const waiting = waitMs > 0;
  const error = waiting
    ? t('onboarding.number.wait', { time: formats.countdown(waitMs) })
    : problem === 'missing'
      ? t('onboarding.number.missing')
      : problem
        ? t(`onboarding.number.${problem}`, { country: countryName(country, language) })
        : send.error && errorText(send.error);

  return (
    <>
      <form className={styles.step} onSubmit={submit} noValidate>
        {removed && <Removed number={removed} />}
        {account.unlinked && <Unlinked {...account.unlinked} />}
        <header className={styles.heading}>
          <h2 className={styles.title}>{t('onboarding.number.title')}</h2>
          <p className={styles.help}>
            {t(local ? 'onboarding.number.helpLocal' : 'onboarding.number.help')}
          </p>
        </header>
        <div className={styles.entry}>
          <div className={styles.number}>
            <CountryPicker
              value={country}
              onChange={(code) => {
                setCountry(code);
                setText(regroup(text, code));
                setProblem(undefined);
              }}
            />
            <TextField
              label={t('onboarding.number.label')}
              ref={field}
              hideLabel
              type="tel"
              autoFocus
              inputMode="tel"
              dir="ltr"
              autoComplete="tel"
              placeholder={t('onboarding.number.example', { number: exampleNumber(country) })}
              value={text}
              onChange={(next) => {
                const read = readTyped(text, next, country);
                setText(read.text);
                setCountry(read.country);
                setProblem(undefined);
                send.clear();
              }}
              error={error}
              notesId={id}
            />
          </div>
          <FieldNotes id={id} error={error} reserve />
        </div>
        <Button kind="primary" type="submit" wide busy={send.busy} disabled={waiting}>
          {t('onboarding.number.send')}
        </Button>
        <Button kind="link" className={styles.peer} onClick={onLink}>
          {t('join.open')}
        </Button>
        <ServerLine server={server} onOther={() => setChoosing(true)} />
      </form>
      {choosing && <ServerDialog onClose={() => setChoosing(false)} />}
    </>
  );
};
