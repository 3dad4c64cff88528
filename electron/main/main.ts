import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  app,
  type BrowserWindow,
  clipboard,
  Menu,
  MessageChannelMain,
  type MessagePortMain,
  safeStorage,
  session,
} from 'electron';
import { channels } from '../../contract/ipc/channels.ts';
import type { IpcEvent } from '../../contract/ipc/protocol.ts';
import { createRouter, route } from '../../contract/ipc/router.ts';
import { localDomain, settingsDomain, shellDomain, vaultDomain } from '../../contract/ipc/shell.ts';
import { launcherSocketVariable } from '../../contract/local/launcher.ts';
import { declareAppScheme, serveApp } from './adapters/app-protocol.ts';
import { askAndOpen, createNotifications } from './adapters/desktop.ts';
import { forkEngine } from './adapters/engine-process.ts';
import { guardContents, guardSession, silenceChromium } from './adapters/guards.ts';
import { openIpcPort } from './adapters/ipc-port.ts';
import { createElectronJsonStore } from './adapters/json-store.ts';
import { openTray, overlayIcon, setMenuBar, type TrayIcon } from './adapters/menus.ts';
import { applyStartAtLogin, applyTheme } from './adapters/system-settings.ts';
import { bringToFront, openWindow, watchWindowState } from './adapters/window.ts';
import { createDoor } from './door/door.ts';
import { emitter } from './door/events.ts';
import { createEngineSupervisor } from './engine/supervisor.ts';
import { createLauncherClient } from './local/launcher-client.ts';
import { loadSettings } from './settings/load-settings.ts';
import { createSettings } from './settings/settings.ts';
import { readIfThere } from './system/files.ts';
import { createMarks } from './system/marks.ts';
import { type MenuAction, menuTemplate } from './system/menu-template.ts';
import { allowedNotification } from './system/notification.ts';
import { engineEnvironment, isDevelopmentRuntime, preferredLocale } from './system/runtime.ts';
import { createShellHandlers } from './system/shell-handlers.ts';
import { textsFor } from './system/texts.ts';
import { createArgon2Thread } from './vault/argon2-thread.ts';
import { createKeyring } from './vault/keyring.ts';
import { createVault } from './vault/vault.ts';
import { createVaultFolder } from './vault/vault-folder.ts';
import { appOrigin, appPage } from './window/app-files.ts';
import { toDevServerPage } from './window/links.ts';
import { createReloadLimit } from './window/reloads.ts';
import { parseWindowState } from './window/window-state.ts';

const launcherAnswersWithinMs = 3_000;

const devServerPage = app.isPackaged
  ? undefined
  : toDevServerPage(process.env.BISIK_DEV_SERVER_URL);
const development = devServerPage !== undefined;
const page = devServerPage ?? appPage;
const here = __dirname;
const now = (): number => Date.now();
const complain = (what: string): void => console.error(`bisik: ${what}`);

const readWindowState = async (profile: string) => {
  const bytes = await readIfThere(join(profile, 'window.json')).catch(() => undefined);
  try {
    return parseWindowState(bytes && JSON.parse(bytes.toString('utf8')));
  } catch {
    return parseWindowState(undefined);
  }
};

const run = async (): Promise<void> => {
  const mark = createMarks({
    on: process.env.BISIK_MARKS === '1',
    now,
    write: (line) => void process.stdout.write(line),
  });
  const profile = app.getPath('userData');
  let window: BrowserWindow | undefined;
  let tray: TrayIcon | undefined;
  let unreadCount = 0;
  let quitting = false;
  let wantsPort = false;

  const send = (event: IpcEvent): void => {
    if (window && !window.isDestroyed()) window.webContents.send(channels.event, event);
  };
  const emitShell = emitter(shellDomain, send);
  const launcher = createLauncherClient({
    socketPath: process.env[launcherSocketVariable],
    profile: basename(profile),
    emit: emitter(localDomain, send),
  });
  let windowIsOpen = (): void => {};
  const windowOpened = new Promise<void>((resolve) => {
    windowIsOpen = resolve;
  });
  const keyring = createKeyring(safeStorage, process.platform);
  const vault = createVault({
    folder: createVaultFolder(profile),
    keyring: {
      ...keyring,
      // Old runtimes block on the keyring: best while the page's process starts, worst when it asks for its files.
      probe: () => windowOpened.then(keyring.probe),
    },
    derive: createArgon2Thread(async () => ({
      source: await readFile(join(here, 'argon2-worker.cjs'), 'utf8'),
      options: { eval: true },
    })),
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    now,
    emit: emitter(vaultDomain, send),
  });
  const vaultOpened = vault.open();
  const [loaded, windowState] = await Promise.all([
    loadSettings(profile, now()),
    readWindowState(profile),
    app.whenReady(),
  ]);
  mark('ready');

  const locale = preferredLocale(
    app.commandLine.getSwitchValue('lang'),
    app.getPreferredSystemLanguages(),
    app.getLocale(),
  );
  const jsonStore = createElectronJsonStore(profile);
  const settings = createSettings({
    loaded,
    store: jsonStore,
    emit: emitter(settingsDomain, send),
    complain,
  });
  const texts = () => textsFor(settings.values()['appearance.language'], locale);

  const sendPort = (): void => {
    if (!wantsPort || !window || window.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    engine.connect(port1);
    window.webContents.postMessage(channels.enginePort, null, [port2]);
  };
  const engine = createEngineSupervisor<MessagePortMain>({
    fork: () => forkEngine(join(here, 'engine.cjs'), engineEnvironment(process.env)),
    timers: {
      now,
      after: (delayMs, call) => {
        const timer = setTimeout(call, delayMs);
        return () => clearTimeout(timer);
      },
    },
    onState: (state) => emitShell('engine', state),
    onRestart: sendPort,
    onStarted: () => mark('engine_started'),
    complain,
  });
  engine.launch();

  vault.onReady(() => {
    void launcher.hello(launcherAnswersWithinMs).then(({ serverUrl, localProgram }) =>
      engine.begin(
        {
          dataFolder: join(profile, 'data'),
          defaultServerUrl: serverUrl ?? (process.env.BISIK_SERVER_URL || null),
          localProgram,
          appVersion: app.getVersion(),
        },
        vault.key,
      ),
    );
  });
  launcher.onLocalProgram(engine.setLocalProgram);

  const showWindow = (): void => {
    if (window && !window.isDestroyed()) bringToFront(window);
    else createWindow();
  };
  const act = (action: MenuAction): void => {
    if (action === 'quit') {
      app.quit();
      return;
    }
    showWindow();
    if (action === 'about') app.showAboutPanel();
    else if (action !== 'open') emitShell(action, {});
  };
  const ask = (link: string): Promise<boolean> => askAndOpen(window, texts(), link);
  const notifications = createNotifications((chatId) => {
    showWindow();
    emitShell('openChat', { chatId });
  });
  const showUnread = (): void => {
    const count = settings.values()['notifications.showBadge'] ? unreadCount : 0;
    app.setBadgeCount(count);
    if (process.platform === 'win32')
      window?.setOverlayIcon(count > 0 ? overlayIcon() : null, texts().unread(count));
    tray?.update(texts(), count);
  };
  const keepTray = (): void => {
    if (settings.values()['system.keepInTray']) tray ??= openTray(act);
    else {
      tray?.close();
      tray = undefined;
    }
    showUnread();
  };
  const setMenus = (): void =>
    setMenuBar(menuTemplate(texts(), { platform: process.platform, development }), act);

  const shellHandlers = createShellHandlers({
    about: () => ({
      version: app.getVersion(),
      electron: process.versions.electron ?? '',
      chromium: process.versions.chrome ?? '',
      node: process.versions.node,
      platform: process.platform as 'linux' | 'darwin' | 'win32',
      developmentRuntime: isDevelopmentRuntime(process.versions.electron ?? ''),
      locale,
    }),
    askAndOpen: ask,
    copyText: (text) => clipboard.writeText(text),
    notify: (chatId, request) => {
      const allowed = allowedNotification(
        request,
        settings.values(),
        window?.isFocused() ?? false,
        texts(),
      );
      if (allowed) notifications.show(chatId, allowed);
    },
    setUnread: (count) => {
      unreadCount = count;
      showUnread();
    },
    mark,
    readNotices: () =>
      readFile(join(here, 'third-party-notices.txt'), 'utf8').catch(() => texts().noNotices),
    connectEngine: () => {
      wantsPort = true;
      sendPort();
      return engine.state();
    },
  });
  const router = createRouter(
    [
      route(settingsDomain, settings.handlers),
      route(vaultDomain, vault.handlers),
      route(shellDomain, shellHandlers),
      route(localDomain, launcher.handlers),
    ],
    { onUnexpected: (name, error) => complain(`${name}: ${String(error)}`) },
  );
  openIpcPort(createDoor(development ? new URL(page).origin : appOrigin, router), () =>
    window && !window.isDestroyed() ? window.webContents : undefined,
  );

  guardSession(session.defaultSession, devServerPage);
  serveApp(session.defaultSession, join(here, 'renderer'));
  app.on('web-contents-created', (_event, contents) =>
    guardContents(contents, page, (link) => void ask(link)),
  );
  applyTheme(settings.values());

  const mayReload = createReloadLimit({ now, limit: 3, withinMs: 60_000 });
  const createWindow = (): void => {
    const opened = openWindow({
      state: windowState,
      preload: join(here, 'preload.cjs'),
      icon: join(here, 'icon.png'),
      development,
      hidden: process.argv.includes('--hidden') && settings.values()['system.keepInTray'],
    });
    window = opened;
    void opened.loadURL(page);
    opened.webContents.on('render-process-gone', (_event, { reason }) => {
      complain(`the page ended: ${reason}`);
      if (!quitting && reason !== 'clean-exit' && mayReload()) void opened.loadURL(page);
    });
    opened.on('focus', () => emitShell('focus', { focused: true }));
    opened.on('blur', () => emitShell('focus', { focused: false }));
    opened.on('close', (event) => {
      const hides = process.platform === 'darwin' || tray !== undefined;
      if (quitting || !hides) return;
      event.preventDefault();
      opened.hide();
    });
    watchWindowState(opened, (state) => {
      lastWrite = jsonStore.write('window', state).catch((error: unknown) => {
        complain(`window state: ${String(error)}`);
      });
    });
  };
  let lastWrite: Promise<void> = Promise.resolve();
  createWindow();
  windowIsOpen();
  mark('window');
  void vaultOpened.then(({ status }) => mark(`vault_${status}`));

  const startAtLogin = (): void => {
    void applyStartAtLogin(settings.values(), texts()).catch((error: unknown) =>
      complain(`start at login: ${String(error)}`),
    );
  };
  // What no first picture needs.
  setImmediate(() => {
    setMenus();
    // The program may have moved since the entry was written.
    if (settings.values()['system.startAtLogin']) startAtLogin();
    if (settings.values()['system.keepInTray']) keepTray();
  });
  settings.onChange((values, before) => {
    applyTheme(values);
    if (values['appearance.language'] !== before['appearance.language']) setMenus();
    if (values['system.startAtLogin'] !== before['system.startAtLogin']) startAtLogin();
    keepTray();
  });

  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  app.on('open-url', showWindow);
  app.on('before-quit', () => {
    quitting = true;
  });
  app.on('window-all-closed', () => app.quit());
  // A second wish to quit waits for the first: the engine still writes.
  let shutdown: Promise<void> | undefined;
  app.on('will-quit', (event) => {
    event.preventDefault();
    tray?.close();
    notifications.clear();
    shutdown ??= Promise.allSettled([
      engine.close().then(vault.close),
      settings.close(),
      launcher.close(),
      lastWrite,
    ]).then(() => app.exit(0));
  });
  // On Linux the desktop entry says it; asking the system there starts a program each time.
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient('bisik');
};

// Root on Linux has to start without a sandbox; asking for one all the same, no process would start.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
silenceChromium(development);
declareAppScheme();
// Electron builds a default menu otherwise, to be thrown away.
Menu.setApplicationMenu(null);
if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => {
    complain(`could not start: ${String(error)}`);
    app.exit(1);
  });
} else {
  app.exit(0);
}
