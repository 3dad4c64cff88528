import { existsSync } from 'node:fs';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { fitWindowState, minimumSize, type WindowState } from '../window/window-state.ts';

const ground = { light: '#f4f4f8', dark: '#121318' } as const;

/** Opens the window in its page's colour, where it last was. */
export const openWindow = (options: {
  state: WindowState;
  preload: string;
  icon: string;
  development: boolean;
  hidden: boolean;
}): BrowserWindow => {
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { x, y, width, height, maximized } = fitWindowState(options.state, workAreas);
  const window = new BrowserWindow({
    width,
    height,
    ...(x === null || y === null ? {} : { x, y }),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'Bisik',
    show: !options.hidden,
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    autoHideMenuBar: true,
    ...(process.platform === 'linux' && existsSync(options.icon) ? { icon: options.icon } : {}),
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: options.development,
    },
  });
  if (maximized && !options.hidden) window.maximize();
  return window;
};

/** Where the window is now, as it is kept. */
const windowStateOf = (window: BrowserWindow): WindowState => {
  const { x, y, width, height } = window.getNormalBounds();
  return { x, y, width, height, maximized: window.isMaximized() };
};

/** Calls `save` a moment after the window was moved or resized, and when it closes. */
export const watchWindowState = (
  window: BrowserWindow,
  save: (state: WindowState) => void,
): void => {
  let timer: NodeJS.Timeout | undefined;
  let last = JSON.stringify(windowStateOf(window));
  const now = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isMinimized()) return;
    const state = windowStateOf(window);
    const text = JSON.stringify(state);
    if (text === last) return;
    last = text;
    save(state);
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(now, 1_000);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('maximize', soon);
  window.on('unmaximize', soon);
  window.on('close', now);
};

export const bringToFront = (window: BrowserWindow): void => {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
};
