import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { app, clipboard, Menu, session } from 'electron';
import { createRouter, route } from '../../contract/ipc/router.ts';
import { localDomain, settingsDomain, shellDomain, vaultDomain } from '../../contract/ipc/shell.ts';
import { launcherSocketVariable } from '../../contract/local/launcher.ts';
import { startAppEngine } from './adapters/app-engine.ts';
import { appFacts, appLocale } from './adapters/app-facts.ts';
import { declareAppScheme, serveApp } from './adapters/app-protocol.ts';
import { createAppVault } from './adapters/app-vault.ts';
import { createAppWindow } from './adapters/app-window.ts';
import { createNotifications, startedAtLogin } from './adapters/desktop.ts';
import { guardSession } from './adapters/guard-session.ts';
import { guardContents, silenceChromium } from './adapters/guards.ts';
import { openIpcPort } from './adapters/ipc-port.ts';
import { createElectronJsonStore } from './adapters/json-store.ts';
import { linkSurroundings } from './adapters/links.ts';
import { setMenuBar } from './adapters/menus.ts';
import { createPresence } from './adapters/presence.ts';
import { saveSurroundings } from './adapters/save-dialog.ts';
import { closeBeforeQuit } from './adapters/shutdown.ts';
import { applyStartAtLogin, applyTheme, askForCamera } from './adapters/system-settings.ts';
import { createDoor } from './door/door.ts';
import { emitter } from './door/events.ts';
import { systemTimers } from './engine/timers.ts';
import { createLauncherClient } from './local/launcher-client.ts';
import { loadSettings, removeSettingsCopies } from './settings/load-settings.ts';
import { createSettings } from './settings/settings.ts';
import { followSettings } from './system/follow-settings.ts';
import { createMarks } from './system/marks.ts';
import { type MenuAction, menuTemplate } from './system/menu-template.ts';
import { createMoment } from './system/moment.ts';
import { allowedNotification } from './system/notification.ts';
import { createShellHandlers } from './system/shell-handlers.ts';
import { textsFor } from './system/texts.ts';
import { whileOpen } from './vault/while-open.ts';
import { appOrigin, appPage } from './window/app-files.ts';
import { askAndOpen } from './window/ask-and-open.ts';
import { createCameraPermit } from './window/camera-permit.ts';
import { toDevServerPage } from './window/links.ts';
import { loadWindowState } from './window/load-window-state.ts';
import { createSaveFile } from './window/save-file.ts';

const pictureWithinMs = 1_000;
/** Also where no page asks: started hidden, or from the dev server. */
const pageFilesWithinMs = 200;
const pageReadsWithinMs = 25;

const devServerPage = app.isPackaged
  ? undefined
  : toDevServerPage(process.env.BISIK_DEV_SERVER_URL);
const development = devServerPage !== undefined;
const page = devServerPage ?? appPage;
const beside = (file: string): string => join(__dirname, file);
const { now } = systemTimers;
const complain = (what: string): void => console.error(`bisik: ${what}`);

const run = async (): Promise<void> => {
  const profile = app.getPath('userData');
  const mark = createMarks({
    on: process.env.BISIK_MARKS === '1',
    now,
    write: (line) => void process.stdout.write(line),
  });
  const jsonStore = createElectronJsonStore(profile);
  const window = createAppWindow({
    page,
    preload: beside('preload.cjs'),
    icon: beside('icon.png'),
    development,
    now,
    hidesOnClose: () => process.platform === 'darwin' || presence.isInTray(),
    onFocus: (focused) => emitShell('focus', { focused }),
    saveState: (state) => jsonStore.write('window', state),
    complain,
  });
  const emitShell = emitter(shellDomain, window.send);

  // What takes time starts before the app is ready.
  const launcher = createLauncherClient({
    socketPath: process.env[launcherSocketVariable],
    profile: basename(profile),
    emit: emitter(localDomain, window.send),
  });
  const pageFiles = createMoment();
  const picture = createMoment();
  const vault = createAppVault({
    profile,
    argon2Worker: beside('argon2-worker.cjs'),
    // Old runtimes block on the keyring: best while the page reads its scripts and the engine its own, worst when the
    // page waits for its files.
    mayProbe: pageFiles.came,
    now,
    emit: emitter(vaultDomain, window.send),
  });
  const vaultOpened = vault.open();
  const [loaded, windowState] = await Promise.all([
    loadSettings(profile, now()),
    loadWindowState(profile),
    app.whenReady(),
  ]);
  mark('ready');

  const locale = appLocale();
  const settings = createSettings({
    loaded,
    store: jsonStore,
    emit: emitter(settingsDomain, window.send),
    removeCopies: () => removeSettingsCopies(profile),
    complain,
  });
  const texts = () => textsFor(settings.values()['appearance.language'], locale);

  const engine = startAppEngine({
    bundle: beside('engine.cjs'),
    profile,
    vault,
    launcher,
    window,
    onState: (state) => emitShell('engine', state),
    onStarted: () => mark('engine_started'),
    complain,
  });

  const act = (action: MenuAction): void => {
    if (action === 'quit') {
      app.quit();
      return;
    }
    window.show();
    if (action === 'about') app.showAboutPanel();
    else if (action !== 'open') emitShell(action, {});
  };
  const links = linkSurroundings(window.current);
  const ask = (link: string): Promise<boolean> => askAndOpen(links, texts(), link);
  const notifications = createNotifications((chatId) => {
    window.show();
    emitShell('openChat', { chatId });
  });
  const presence = createPresence({
    values: settings.values,
    texts,
    window: window.current,
    act,
  });
  const saving = saveSurroundings(window.current);
  const guarded = whileOpen(vault, {
    restEngine: engine.rest,
    renewPage: window.renew,
    notifications,
    setUnread: presence.setUnread,
    write: saving.write,
  });

  const camera = createCameraPermit({ page, now, askSystem: askForCamera });
  const shellHandlers = createShellHandlers({
    about: () => appFacts(locale),
    askAndOpen: ask,
    copyText: (text) => clipboard.writeText(text),
    saveFile: createSaveFile({ ask: saving.ask, write: guarded.write }),
    notify: (chatId, request) => {
      const focused = window.isFocused();
      const allowed = allowedNotification(request, settings.values(), focused, texts());
      if (allowed) guarded.notify(chatId, allowed);
    },
    withdraw: notifications.withdraw,
    setUnread: guarded.setUnread,
    mark: (what) => {
      mark(what);
      if (what === 'chat_list') picture.come();
    },
    allowCamera: camera.set,
    readNotices: () =>
      readFile(beside('third-party-notices.txt'), 'utf8').catch(() => texts().noNotices),
    connectEngine: engine.connect,
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
  openIpcPort(createDoor(development ? new URL(page).origin : appOrigin, router), window.contents);

  guardSession(session.defaultSession, devServerPage, camera);
  serveApp(session.defaultSession, beside('renderer'), (file) => {
    // Fonts are asked for last; what was asked for still comes through here.
    if (file.endsWith('.woff2')) systemTimers.after(pageReadsWithinMs, pageFiles.come);
  });
  app.on('web-contents-created', (_event, contents) =>
    guardContents(contents, page, (link) => void ask(link), camera),
  );
  applyTheme(settings.values());
  const hidden = startedAtLogin() && settings.values()['system.keepInTray'];
  window.open({ state: windowState, hidden });
  systemTimers.after(pageFilesWithinMs, pageFiles.come);
  mark('window');
  void vaultOpened.then(({ status }) => mark(`vault_${status}`));

  const setMenus = (): void =>
    setMenuBar(menuTemplate(texts(), { platform: process.platform, development }), act);
  const startAtLogin = (): void => {
    void applyStartAtLogin(settings.values(), texts()).catch((error: unknown) =>
      complain(`start at login: ${String(error)}`),
    );
  };
  // What no first picture needs waits for it, on whatever screen it is.
  const stopWaiting = systemTimers.after(pictureWithinMs, picture.come);
  void picture.came.then(stopWaiting);
  followSettings(settings, picture.came, {
    applyTheme,
    setMenus,
    startAtLogin,
    updatePresence: presence.update,
  });

  app.on('second-instance', window.show);
  app.on('activate', window.show);
  app.on('open-url', window.show);
  closeBeforeQuit({
    letGo: window.letGo,
    hide: () => {
      presence.close();
      notifications.clear();
    },
    close: () => [
      engine.close().then(vault.close),
      settings.close(),
      launcher.close(),
      window.close(),
    ],
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
