import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, nativeTheme, systemPreferences } from 'electron';
import type { SettingValues } from '../../../contract/settings/registry.ts';
import { autostartEntry, autostartFolder, setAutostart } from '../system/autostart.ts';
import type { Texts } from '../system/texts.ts';
import { setLoginItem } from './desktop.ts';

export const applyTheme = (values: SettingValues): void => {
  nativeTheme.themeSource = values['appearance.theme'];
};

/** Whether the system lets this app use a camera; macOS asks the person the first time. */
export const askForCamera = async (): Promise<boolean> =>
  process.platform === 'darwin' ? systemPreferences.askForMediaAccess('camera') : true;

/** The command that starts this very app with this very profile. */
const ownCommand = (): readonly string[] => {
  const program = process.env.APPIMAGE || process.execPath;
  const chosen = app.commandLine.getSwitchValue('user-data-dir');
  return [
    program,
    ...(app.isPackaged ? [] : [app.getAppPath()]),
    ...(chosen ? [`--user-data-dir=${chosen}`] : []),
    // Without a tray to come back from the window opens all the same.
    '--hidden',
  ];
};

/** Writes down whether the app starts when the person signs in to the computer. */
export const applyStartAtLogin = async (values: SettingValues, texts: Texts): Promise<void> => {
  const on = values['system.startAtLogin'];
  if (process.platform !== 'linux') {
    // Without a packaged app the system would start Electron itself.
    if (app.isPackaged) setLoginItem(on);
    return;
  }
  const entry = autostartEntry({
    name: texts.appName,
    comment: texts.startsAtLogin,
    command: ownCommand(),
  });
  const file = join(autostartFolder(process.env, homedir()), 'bisik.desktop');
  await setAutostart(file, on ? entry : undefined);
};
