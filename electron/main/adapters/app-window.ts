import {
  type BrowserWindow,
  MessageChannelMain,
  type MessagePortMain,
  type WebContents,
} from 'electron';
import { channels } from '../../../contract/ipc/channels.ts';
import type { IpcEvent } from '../../../contract/ipc/protocol.ts';
import { createReloadLimit } from '../window/reloads.ts';
import type { WindowState } from '../window/window-state.ts';
import { endProcess } from './end-process.ts';
import { bringToFront, openWindow, watchWindowState } from './window.ts';

/** The one window, from before it opens until after it is closed. */
export interface AppWindow {
  readonly open: (how: { state: WindowState; hidden: boolean }) => void;
  /** Brings it to the front, opening it where it last was when it is closed. */
  readonly show: () => void;
  readonly current: () => BrowserWindow | undefined;
  readonly contents: () => WebContents | undefined;
  readonly isFocused: () => boolean;
  /** Sends an event to the page; without a window nobody hears it. */
  readonly send: (event: IpcEvent) => void;
  /** Gives the page one end of a new channel and `take` the other. */
  readonly offerPort: (take: (port: MessagePortMain) => void) => void;
  /** Ends the page with its process, memory and all, and loads it in another. */
  readonly renew: () => void;
  /** From now on closing the window closes it, and a page that ends is not loaded again. */
  readonly letGo: () => void;
  /** Waits for what is being written. */
  readonly close: () => Promise<void>;
}

export const createAppWindow = (options: {
  page: string;
  preload: string;
  icon: string;
  development: boolean;
  now: () => number;
  /** Whether closing hides, since there is a way to bring the window back. */
  hidesOnClose: () => boolean;
  onFocus: (focused: boolean) => void;
  saveState: (state: WindowState) => Promise<void>;
  complain: (what: string) => void;
}): AppWindow => {
  const { page, complain } = options;
  const mayReload = createReloadLimit({ now: options.now, limit: 3, withinMs: 60_000 });
  let window: BrowserWindow | undefined;
  let lastState: WindowState | undefined;
  let lastWrite: Promise<void> = Promise.resolve();
  let lettingGo = false;
  let renewing = false;

  const current = (): BrowserWindow | undefined =>
    window && !window.isDestroyed() ? window : undefined;

  const open: AppWindow['open'] = ({ state, hidden }) => {
    lastState = state;
    const { preload, icon, development } = options;
    const opened = openWindow({ state, hidden, preload, icon, development });
    window = opened;
    void opened.loadURL(page);
    opened.webContents.on('render-process-gone', (_event, { reason }) => {
      const asked = renewing;
      renewing = false;
      if (!asked) complain(`the page ended: ${reason}`);
      if (lettingGo || (!asked && (reason === 'clean-exit' || !mayReload()))) return;
      void opened.loadURL(page);
    });
    opened.on('focus', () => options.onFocus(true));
    opened.on('blur', () => options.onFocus(false));
    opened.on('close', (event) => {
      if (lettingGo || !options.hidesOnClose()) return;
      event.preventDefault();
      opened.hide();
    });
    watchWindowState(opened, (moved) => {
      lastState = moved;
      lastWrite = options.saveState(moved).catch((error: unknown) => {
        complain(`window state: ${String(error)}`);
      });
    });
  };

  return {
    open,
    show: () => {
      const there = current();
      if (there) bringToFront(there);
      else if (lastState) open({ state: lastState, hidden: false });
    },
    current,
    contents: () => current()?.webContents,
    isFocused: () => current()?.isFocused() ?? false,
    send: (event) => current()?.webContents.send(channels.event, event),
    offerPort: (take) => {
      const there = current();
      if (!there) return;
      const { port1, port2 } = new MessageChannelMain();
      take(port1);
      there.webContents.postMessage(channels.enginePort, null, [port2]);
    },
    renew: () => {
      const there = current();
      if (!there) return;
      renewing = endProcess(there.webContents.getOSProcessId());
      // Nothing ran in it: it may begin again all the same.
      if (!renewing) void there.loadURL(page);
    },
    letGo: () => {
      lettingGo = true;
    },
    close: () => lastWrite,
  };
};
