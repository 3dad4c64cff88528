import { createRoot } from 'react-dom/client';
import { createChatStore } from '../features/chats/chat-store.ts';
import type { Host } from '../host/host.ts';
import { createSession } from '../host/session.ts';
import { pickLanguage } from '../i18n/languages.ts';
import { loadMessages } from '../i18n/load-messages.ts';
import { App } from './app.tsx';

/** Draws the app into the page. The settings are read first, so that theme and language never flash. */
export const start = async (host: Host, root: HTMLElement): Promise<() => Promise<void>> => {
  const preferred = navigator.languages;
  const session = createSession(host);
  const guess = pickLanguage(preferred);
  const early = loadMessages(guess);
  const follow = session.settings.subscribe(() => undefined);
  const chatStore = createChatStore(host);
  // Asked for now, so that the answers are on their way while the texts load; the list before the account, so that the
  // first picture of the main screen has its chats.
  const stopList = chatStore.subscribe(() => undefined);
  const stops = [session.vault, session.account, session.store].map((remote) =>
    remote.subscribe(() => undefined),
  );
  const loaded = new Promise<void>((resolve) => {
    const look = () => {
      if (session.settings.read().status === 'loading') return;
      stop();
      resolve();
    };
    const stop = session.settings.subscribe(look);
    look();
  });
  await loaded;
  const chosen = session.settings.read().value?.values['appearance.language'] ?? 'system';
  const language = chosen === 'system' ? guess : chosen;
  const messages = await (language === guess ? early : loadMessages(language));
  const react = createRoot(root);
  react.render(
    <App
      session={session}
      texts={{ language, messages }}
      preferred={preferred}
      chatStore={chatStore}
    />,
  );
  requestAnimationFrame(() => {
    stopList();
    host.shell.rendered({ what: 'first_paint' }).catch(() => undefined);
  });
  return async () => {
    react.unmount();
    follow();
    for (const stop of stops) stop();
    await host.close();
  };
};
