// Loaded on first use; here before, so that no test waits for them.
import '../features/encryption/encryption-pane.tsx';
import '../features/encryption/scan-dialog.tsx';
import '../features/encryption/aloud-dialog.tsx';
import '../features/encryption/mark-dialog.tsx';
import '../features/conversation/message-info.tsx';
import '../features/conversation/message-menu.tsx';
import { screen, within } from '@testing-library/react';
import type { Language } from '../i18n/languages.ts';
import { encryptionScenes } from './encryption-scenes.ts';
import type { World } from './fake/world.ts';
import { findChat, renderApp } from './render-app.tsx';

export const aisyah = 'Aisyah Rahman';

/** Of the window, in pixels. */
export const setWidth = (width: number): void => {
  const { happyDOM } = globalThis as unknown as {
    happyDOM: { setViewport: (size: { width: number; height: number }) => void };
  };
  happyDOM.setViewport({ width, height: 900 });
};

type Chosen = {
  /** Of the window, in pixels. */
  width?: number;
  language?: Language;
  change?: (world: World) => void;
};

/** The chat with Aisyah Rahman in a state of its encryption. */
export const openChatIn = async (
  scene: keyof typeof encryptionScenes,
  { width = 1440, language = 'en', change = () => undefined }: Chosen = {},
) => {
  setWidth(width);
  const world = encryptionScenes[scene]();
  change(world);
  const app = await renderApp(world, language);
  const { t } = app;
  await app.user.click(await findChat(aisyah));
  await screen.findByRole('list', { name: t('chat.messages', { name: aisyah }) });
  // A dialog over it hides it from roles.
  const line = () => {
    const found = document.querySelector<HTMLElement>('[data-encryption-line]');
    if (!found) throw new Error('no line on the encryption');
    return found;
  };
  const pane = () => within(screen.getByRole('region', { name: t('encryption.title') }));
  return { ...app, line, pane };
};

/** The same, with all there is to know of it open. */
export const openEncryption = async (...chosen: Parameters<typeof openChatIn>) => {
  const app = await openChatIn(...chosen);
  await app.user.click(app.line());
  await screen.findByRole('heading', { name: app.t('encryption.hides.title'), level: 3 });
  return app;
};
