import type { SettingValues } from '../../../contract/settings/registry.ts';
import type { Settings } from '../settings/settings.ts';

/** What the system has to know of. */
export interface FollowingParts {
  readonly applyTheme: (values: SettingValues) => void;
  /** In the language of now. */
  readonly setMenus: () => void;
  /** Writes down whether the app starts when the person signs in to the computer. */
  readonly startAtLogin: () => void;
  /** The tray and the count of unread messages. */
  readonly updatePresence: () => void;
}

/** Carries settings to the system: at every change, and at the start what no first picture needs once that is drawn. */
export const followSettings = (
  { values, onChange }: Pick<Settings, 'values' | 'onChange'>,
  pictureDrawn: Promise<void>,
  parts: FollowingParts,
): void => {
  void pictureDrawn.then(() => {
    parts.setMenus();
    // The program may have moved since the entry was written.
    if (values()['system.startAtLogin']) parts.startAtLogin();
    if (values()['system.keepInTray']) parts.updatePresence();
  });
  onChange((now, before) => {
    const changed = (key: keyof SettingValues): boolean => now[key] !== before[key];
    parts.applyTheme(now);
    if (changed('appearance.language')) parts.setMenus();
    if (changed('system.startAtLogin')) parts.startAtLogin();
    parts.updatePresence();
  });
};
