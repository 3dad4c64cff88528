import { CircleAlert } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { createChatStore } from '../features/chats/chat-store.ts';
import { SessionProvider, useSession, useSettings } from '../host/context.tsx';
import { useRemote } from '../host/remote.ts';
import type { Session } from '../host/session.ts';
import { IntlProvider, useT } from '../i18n/intl.tsx';
import { type Language, pickLanguage } from '../i18n/languages.ts';
import { loadMessages, type Messages } from '../i18n/load-messages.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useDelayed } from '../ui/use-delayed.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { MainScreen } from './main-screen.tsx';
import { useAppearance } from './use-appearance.ts';

const Onboarding = lazy(() =>
  import('../features/onboarding/onboarding.tsx').then((m) => ({ default: m.Onboarding })),
);
const Vault = lazy(() => import('../features/vault/vault.tsx').then((m) => ({ default: m.Vault })));
const StoreFailed = lazy(() =>
  import('../features/store/store-failed.tsx').then((m) => ({ default: m.StoreFailed })),
);

/** How long an engine may take to answer before the page says that it does not. */
const engineLateMs = 12_000;

const EngineLate = () => {
  const t = useT();
  return (
    <EmptyState icon={CircleAlert} title={t('app.engine.title')}>
      {t('app.engine.text')}
    </EmptyState>
  );
};

const Screens = ({ scale }: { scale: number }) => {
  const session = useSession();
  const vault = useRemote(session.vault).value;
  const account = useRemote(session.account).value;
  const store = useRemote(session.store).value;
  const fresh =
    account !== undefined && account.phase !== 'ready' && account.phase !== 'signed_out';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another account has another list
  const chatStore = useMemo(() => createChatStore(session.host), [session, fresh]);
  const opening = vault?.status === 'ready' && !account;
  const late = useDelayed(opening, engineLateMs);
  useEffect(() => {
    // The list is asked for together with the account, so that it waits for one answer, not two.
    if (!fresh && vault?.status === 'ready') return chatStore.subscribe(() => undefined);
    return undefined;
  }, [chatStore, fresh, vault?.status]);

  if (vault && vault.status !== 'ready') return <Vault status={vault.status} />;
  if (store?.state === 'failed') return <StoreFailed state={store} />;
  if (account && account.phase !== 'ready' && account.phase !== 'signed_out') {
    return <Onboarding account={account} />;
  }
  if (account) return <MainScreen account={account} chatStore={chatStore} scale={scale} />;
  return late ? <EngineLate /> : null;
};

/** A part that did not load stays unloaded in this page, so the way on is a fresh one. */
const again = () => globalThis.location.reload();

const Fallback = () => {
  const t = useT();
  return (
    <EmptyState
      icon={CircleAlert}
      title={t('app.crash.title')}
      action={<Button onClick={again}>{t('app.crash.again')}</Button>}
    >
      {t('app.crash.text')}
    </EmptyState>
  );
};

type Texts = { language: Language; messages: Messages };

/** The language that the settings name, its texts loaded; the former one stays until they are. */
const useTexts = (initial: Texts, preferred: readonly string[]): Texts => {
  const chosen = useSettings()['appearance.language'];
  const language = chosen === 'system' ? pickLanguage(preferred) : chosen;
  const [texts, setTexts] = useState(initial);
  useEffect(() => {
    if (texts.language === language) return undefined;
    let current = true;
    loadMessages(language).then(
      (messages) => current && setTexts({ language, messages }),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [language, texts.language]);
  useEffect(() => {
    document.documentElement.lang = texts.language;
  }, [texts.language]);
  return texts;
};

const Themed = ({ texts, preferred }: { texts: Texts; preferred: readonly string[] }) => {
  const { language, messages } = useTexts(texts, preferred);
  const scale = useAppearance(useSettings());
  return (
    <IntlProvider language={language} messages={messages} preferred={preferred}>
      <ErrorBoundary fallback={<Fallback />}>
        <Suspense>
          <Screens scale={scale} />
        </Suspense>
      </ErrorBoundary>
    </IntlProvider>
  );
};

export type AppProps = {
  session: Session;
  /** The texts to begin with. */
  texts: Texts;
  /** The system's languages, most wanted first. */
  preferred: readonly string[];
};

export const App = ({ session, texts, preferred }: AppProps) => (
  <SessionProvider session={session}>
    <Themed texts={texts} preferred={preferred} />
  </SessionProvider>
);
