import { type BrowserWindow, clipboard, dialog, shell } from 'electron';
import type { LinkSurroundings } from '../window/ask-and-open.ts';
import { openByDesktop } from '../window/open-by-desktop.ts';

/** The system’s dialogs, its browser and its clipboard, for a link that a person pressed. */
export const linkSurroundings = (window: () => BrowserWindow | undefined): LinkSurroundings => ({
  ask: async (question) => {
    const parent = window();
    const { response } = parent
      ? await dialog.showMessageBox(parent, question)
      : await dialog.showMessageBox(question);
    return response;
  },
  open: async (link) => {
    if (process.platform === 'linux') return openByDesktop(link, process.env);
    await shell.openExternal(link);
    return true;
  },
  copy: (text) => clipboard.writeText(text),
});
