import { cleanup, configure, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach } from 'vitest';
import { App } from '../app/app.tsx';
import { createChatStore } from '../features/chats/chat-store.ts';
import { createSession } from '../host/session.ts';
import { createI18n } from '../i18n/intl.tsx';
import type { Language } from '../i18n/languages.ts';
import { loadMessages } from '../i18n/load-messages.ts';
import { createFakeHost, type FakeHost } from './fake/fake-host.ts';
import type { World } from './fake/world.ts';

// Screens load on first use, and a busy machine takes its time; nothing here measures it.
configure({ asyncUtilTimeout: 8_000 });
afterEach(cleanup);

export type RenderedApp = FakeHost & {
  readonly user: ReturnType<typeof userEvent.setup>;
  readonly t: ReturnType<typeof createI18n>['t'];
};

/** The whole app on the in-memory host, as a person has it in front of them. */
export const renderApp = async (world: World, language: Language = 'en'): Promise<RenderedApp> => {
  world.settings['appearance.language'] = language;
  const fake = createFakeHost(world);
  const messages = await loadMessages(language);
  const session = createSession(fake.host);
  render(
    <App
      session={session}
      texts={{ language, messages }}
      preferred={['en-GB']}
      chatStore={createChatStore(fake.host)}
    />,
  );
  return { ...fake, user: userEvent.setup(), t: createI18n(language, messages).t };
};

/** The row of a chat in the list. */
export const findChat = async (name: string): Promise<HTMLElement> => {
  const names = await screen.findAllByText(name);
  const row = names.map((one) => one.closest<HTMLElement>('[data-chat-id]')).find(Boolean);
  if (!row) throw new Error(`no chat ${name}`);
  return row;
};
