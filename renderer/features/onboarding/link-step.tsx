import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { AccountState } from '../../../contract/ipc/account.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { LinkCodeView } from './link-code-view.tsx';
import { LinkCompare } from './link-compare.tsx';
import styles from './onboarding.module.css';
import { useLinkCode } from './use-link-code.ts';

type LinkPageProps = { title: string; children?: ReactNode; actions?: ReactNode };

/** One stage of it. Its heading takes the keyboard, so that what came is read out wherever the person was. */
const LinkPage = ({ title, children, actions }: LinkPageProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={styles.step}>
      <header className={styles.heading}>
        <h2 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h2>
      </header>
      {children}
      {actions}
    </div>
  );
};

export type LinkStepProps = {
  account: Extract<AccountState, { phase: 'new' }>;
  /** Back to a number of one's own. */
  onBack: () => void;
};

/** This computer joins an account: shows a code, compares, waits. */
export const LinkStep = ({ account, onBack }: LinkStepProps) => {
  const t = useT();
  const link = useLinkCode(account);
  const [stopped, setStopped] = useState(false);
  const { joining, device, show, stop } = link;
  const again = () => {
    setStopped(false);
    if (device.name !== undefined) show.run(device.name);
  };
  const back = () => {
    if (joining) stop.run();
    onBack();
  };
  const ways = (
    <>
      <Button kind="primary" wide busy={show.busy} onClick={again}>
        {t('join.again')}
      </Button>
      <Button kind="link" className={styles.peer} onClick={back}>
        {t('join.back')}
      </Button>
    </>
  );
  // A code that nobody answered in time is no failure: its place says so, with another one a press away.
  const late = joining?.stage === 'failed' && joining.problem.code === 'link_expired';
  if (joining?.stage === 'failed' && !late) {
    return (
      <LinkPage key="failed" title={t('join.failed.title')} actions={ways}>
        <p className={styles.help}>{t.dynamic(`error.${joining.problem.code}`)}</p>
      </LinkPage>
    );
  }
  switch (joining?.stage) {
    case 'answered':
      return (
        <LinkPage key="answered" title={t('join.compare.title')}>
          <LinkCompare
            answer={joining}
            onStop={() => {
              setStopped(true);
              stop.run();
            }}
          />
        </LinkPage>
      );
    case 'linking':
      return (
        <LinkPage key="linking" title={t('join.linking.title')}>
          <p className={styles.waiting}>
            <Spinner size={20} />
            {t('join.linking.text')}
          </p>
        </LinkPage>
      );
    default:
      return stopped ? (
        <LinkPage key="stopped" title={t('join.stopped.title')} actions={ways}>
          <p className={styles.help}>{t('join.stopped.text')}</p>
        </LinkPage>
      ) : (
        <LinkPage key="code" title={t('join.title')}>
          <LinkCodeView link={link} onAgain={again} onBack={back} />
        </LinkPage>
      );
  }
};
