import { BadgeCheck, KeyRound, Lock } from 'lucide-react';
import { useState } from 'react';
import type { AccountState } from '../../../contract/ipc/account.ts';
import type { DevicesState } from '../../../contract/ipc/devices.ts';
import { useSession } from '../../host/context.tsx';
import { useRemotePart } from '../../host/remote.ts';
import { useLanguages } from '../../host/use-languages.ts';
import { useT } from '../../i18n/intl.tsx';
import { Brand } from '../../ui/brand.tsx';
import { Icon } from '../../ui/icon.tsx';
import { LanguageSwitch } from '../../ui/language-switch.tsx';
import { CodeStep } from './code-step.tsx';
import { LinkStep } from './link-step.tsx';
import { NameStep } from './name-step.tsx';
import { NumberStep } from './number-step.tsx';
import styles from './onboarding.module.css';

export type OnboardingProps = {
  account: Extract<AccountState, { phase: 'new' | 'code_sent' | 'verified' }>;
  /** The number of an account that was just deleted here. */
  removed: string | undefined;
  /** Where it begins: with a number, or with an account that the person has. */
  begin?: 'number' | 'link';
};

const isJoining = ({ joining }: DevicesState) => joining !== null;

/** The first screen: one promise in three sentences beside one step at a time. */
export const Onboarding = ({ account, removed, begin = 'number' }: OnboardingProps) => {
  const t = useT();
  const languages = useLanguages();
  const [wantsLink, setWantsLink] = useState(begin === 'link');
  const joining = useRemotePart(useSession().devices, isJoining);
  const linking = account.phase === 'new' && (wantsLink || joining === true);
  const promises = [
    { icon: Lock, text: t('welcome.private') },
    { icon: KeyRound, text: t('welcome.keys') },
    { icon: BadgeCheck, text: t('welcome.metadata') },
  ];
  return (
    <main className={styles.screen}>
      <section
        className={styles.promise}
        aria-label={t('app.name')}
        data-begun={account.phase !== 'new' || linking || undefined}
      >
        <Brand name={t('app.name')} />
        <div className={styles.words}>
          <h1 className={styles.display}>{t('welcome.title')}</h1>
          <ul className={styles.promises}>
            {promises.map(({ icon, text }) => (
              <li key={text} className={styles.line}>
                <Icon of={icon} size={22} className={styles.mark} />
                <span>{text}</span>
              </li>
            ))}
          </ul>
        </div>
        <div className={styles.languages}>
          <LanguageSwitch {...languages} />
        </div>
      </section>
      <section className={styles.form}>
        {account.phase === 'new' &&
          (linking ? (
            <LinkStep account={account} onBack={() => setWantsLink(false)} />
          ) : (
            <NumberStep account={account} removed={removed} onLink={() => setWantsLink(true)} />
          ))}
        {account.phase === 'code_sent' && <CodeStep account={account} />}
        {account.phase === 'verified' && <NameStep />}
      </section>
    </main>
  );
};
