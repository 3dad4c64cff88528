import { BadgeCheck, KeyRound, Lock } from 'lucide-react';
import type { AccountState } from '../../../contract/ipc/account.ts';
import { useLanguages } from '../../host/use-languages.ts';
import { useT } from '../../i18n/intl.tsx';
import { Brand } from '../../ui/brand.tsx';
import { Icon } from '../../ui/icon.tsx';
import { LanguageSwitch } from '../../ui/language-switch.tsx';
import { CodeStep } from './code-step.tsx';
import { NameStep } from './name-step.tsx';
import { NumberStep } from './number-step.tsx';
import styles from './onboarding.module.css';

export type OnboardingProps = {
  account: Extract<AccountState, { phase: 'new' | 'code_sent' | 'verified' }>;
  /** The number of an account that was just deleted here. */
  removed: string | undefined;
};

/** The first screen: one promise in three sentences beside one step at a time. */
export const Onboarding = ({ account, removed }: OnboardingProps) => {
  const t = useT();
  const languages = useLanguages();
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
        data-begun={account.phase !== 'new' || undefined}
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
        {account.phase === 'new' && <NumberStep account={account} removed={removed} />}
        {account.phase === 'code_sent' && <CodeStep account={account} />}
        {account.phase === 'verified' && <NameStep />}
      </section>
    </main>
  );
};
