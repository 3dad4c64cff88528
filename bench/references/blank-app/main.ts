import { join } from 'node:path';
import { app, BrowserWindow, utilityProcess } from 'electron';

/**
 * What any Electron app with React and a background process costs: one window of the same kind as Bisik's, a page that
 * draws one line, an empty utility process. `BLANK_PAGE=plain` draws it without React.
 */
const page = process.env.BLANK_PAGE === 'plain' ? 'plain.html' : 'index.html';
const mark = (what: string) =>
  process.stdout.write(`bisik-mark ${JSON.stringify({ what, at: Date.now() })}\n`);

void app.whenReady().then(() => {
  utilityProcess.fork(join(__dirname, 'utility.cjs'), [], { serviceName: 'blank' });
  const window = new BrowserWindow({
    width: 1180,
    height: 760,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  });
  // The page changes its title once its first frame is drawn.
  window.on('page-title-updated', (_event, title) => {
    if (title === 'drawn') mark('chat_list');
  });
  void window.loadFile(join(__dirname, 'page', page), {
    query: { echo: process.env.BLANK_ECHO ?? '' },
  });
});
app.on('window-all-closed', () => app.quit());
