import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import { accent, attention, iconPixels } from '../system/icon-pixels.ts';
import { type MenuAction, type MenuEntry, trayTemplate } from '../system/menu-template.ts';
import type { Texts } from '../system/texts.ts';

type Act = (action: MenuAction) => void;

const toElectron = (entries: readonly MenuEntry[], act: Act): MenuItemConstructorOptions[] =>
  entries.map(({ action, submenu, role, ...entry }) => ({
    ...entry,
    ...(role ? { role: role as NonNullable<MenuItemConstructorOptions['role']> } : {}),
    ...(submenu ? { submenu: toElectron(submenu, act) } : {}),
    ...(action ? { click: () => act(action) } : {}),
  }));

export const setMenuBar = (entries: readonly MenuEntry[], act: Act): void =>
  Menu.setApplicationMenu(Menu.buildFromTemplate(toElectron(entries, act)));

const bubble = (dot: boolean) => {
  const image = nativeImage.createEmpty();
  for (const scaleFactor of [1, 2]) {
    const size = 16 * scaleFactor;
    const buffer = nativeImage
      .createFromBitmap(iconPixels(size, { shape: 'bubble', colour: accent, dot }), {
        width: size,
        height: size,
      })
      .toPNG();
    image.addRepresentation({ scaleFactor, width: size, height: size, buffer });
  }
  return image;
};

/** The mark over the taskbar's icon on Windows. */
export const overlayIcon = () =>
  nativeImage.createFromBitmap(iconPixels(16, { shape: 'disc', colour: attention, dot: false }), {
    width: 16,
    height: 16,
  });

export interface TrayIcon {
  readonly update: (texts: Texts, unreadCount: number) => void;
  readonly close: () => void;
}

/** The tray's icon; `undefined` where the system has no tray. */
export const openTray = (act: Act): TrayIcon | undefined => {
  let tray: Tray;
  try {
    tray = new Tray(bubble(false));
  } catch {
    return undefined;
  }
  tray.on('click', () => act('open'));
  return {
    update: (texts, unreadCount) => {
      tray.setImage(bubble(unreadCount > 0));
      tray.setToolTip(unreadCount > 0 ? `Bisik · ${texts.unread(unreadCount)}` : 'Bisik');
      tray.setContextMenu(
        Menu.buildFromTemplate(toElectron(trayTemplate(texts, unreadCount), act)),
      );
    },
    close: () => tray.destroy(),
  };
};
