import { CircleAlert } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { type ChatStore, createChatStore } from '../features/chats/chat-store.ts';
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
import { useKeptFocus } from './focus.ts';
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

/** The list of whoever has the account: another person's is another store. */
const useChatStore = (first: ChatStore, fresh: boolean): ChatStore => {
  const { host } = useSession();
  const [held, setHeld] = useState({ store: first, fresh });
  let { store } = held;
  if (held.fresh !== fresh) {
    store = createChatStore(host);
    setHeld({ store, fresh });
  }
  useEffect(() => {
    // Asked for together with the account, so that the list waits for one answer, not two.
    return fresh ? undefined : store.subscribe(() => undefined);
  }, [store, fresh]);
  return store;
};

type ScreensProps = { scale: number; firstStore: ChatStore };

const Screens = ({ scale, firstStore }: ScreensProps) => {
  const session = useSession();
  const vault = useRemote(session.vault).value;
  const account = useRemote(session.account).value;
  const store = useRemote(session.store).value;
  const fresh =
    account !== undefined && account.phase !== 'ready' && account.phase !== 'signed_out';
  const chatStore = useChatStore(firstStore, fresh);
  const opening = vault?.status === 'ready' && !account;
  const late = useDelayed(opening, engineLateMs);
  // On every screen: that an account is gone must be heard where its own are gone, too.
  const { settings } = session;
  const answers = account !== undefined;
  useEffect(() => (answers ? settings.followAccount() : undefined), [answers, settings]);

  // Whoever did something before the main screen came has the keyboard in it at once.
  const before = fresh || (vault !== undefined && vault.status !== 'ready');
  const [arrived, setArrived] = useState(before);
  if (before && !arrived) setArrived(true);

  // Said where a new beginning is offered, until that is taken.
  const [removed, setRemoved] = useState<string>();
  if (removed !== undefined && account?.phase === 'code_sent') setRemoved(undefined);

  // How a device that was signed out begins anew; for once.
  const [begin, setBegin] = useState<'number' | 'link'>('number');
  if (begin === 'link' && account?.phase === 'ready') setBegin('number');

  if (vault && vault.status !== 'ready') return <Vault status={vault.status} />;
  if (store?.state === 'failed') return <StoreFailed state={store} />;
  if (account && account.phase !== 'ready' && account.phase !== 'signed_out') {
    return <Onboarding account={account} removed={removed} begin={begin} />;
  }
  if (account) {
    return (
      <MainScreen
        account={account}
        chatStore={chatStore}
        scale={scale}
        arrived={arrived}
        onRemoved={setRemoved}
        onAgain={setBegin}
      />
    );
  }
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

const Themed = ({ texts, preferred, chatStore }: Omit<AppProps, 'session'>) => {
  const { language, messages } = useTexts(texts, preferred);
  const scale = useAppearance(useSettings());
  useKeptFocus(language);
  return (
    <IntlProvider language={language} messages={messages} preferred={preferred}>
      <ErrorBoundary fallback={<Fallback />}>
        <Suspense>
          <Screens scale={scale} firstStore={chatStore} />
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
  /** The list of whoever has the account at first. */
  chatStore: ChatStore;
};

export const App = ({ session, ...rest }: AppProps) => (
  <SessionProvider session={session}>
    <Themed {...rest} />
  </SessionProvider>
);
