import type { Texts } from './texts.ts';

/** What a menu entry does when it is no standard role. */
export type MenuAction = 'openSettings' | 'newChat' | 'open' | 'quit' | 'about';

/** The part of Electron's template that is used; an adapter puts the actions in. */
export interface MenuEntry {
  readonly label?: string;
  readonly role?: string;
  readonly type?: 'separator';
  readonly accelerator?: string;
  readonly action?: MenuAction;
  readonly submenu?: readonly MenuEntry[];
}

const separator: MenuEntry = { type: 'separator' };

const macMenu = (t: Texts): MenuEntry => ({
  label: t.appName,
  submenu: [
    { label: t.about, action: 'about' },
    separator,
    { label: t.settings, accelerator: 'CmdOrCtrl+,', action: 'openSettings' },
    separator,
    { label: t.services, role: 'services' },
    separator,
    { label: t.hide, role: 'hide' },
    { label: t.hideOthers, role: 'hideOthers' },
    { label: t.showAll, role: 'unhide' },
    separator,
    { label: t.quit, role: 'quit' },
  ],
});

/** The menu bar, with each system's standard places and shortcuts. */
export const menuTemplate = (
  t: Texts,
  options: { platform: NodeJS.Platform; development: boolean },
): readonly MenuEntry[] => {
  const mac = options.platform === 'darwin';
  return [
    ...(mac ? [macMenu(t)] : []),
    {
      label: t.file,
      submenu: [
        { label: t.newChat, accelerator: 'CmdOrCtrl+N', action: 'newChat' },
        separator,
        ...(mac
          ? []
          : [
              { label: t.settings, accelerator: 'CmdOrCtrl+,', action: 'openSettings' as const },
              separator,
            ]),
        { label: t.closeWindow, role: 'close' },
        ...(mac ? [] : [{ label: t.quit, accelerator: 'CmdOrCtrl+Q', action: 'quit' as const }]),
      ],
    },
    {
      label: t.edit,
      submenu: [
        { label: t.undo, role: 'undo' },
        { label: t.redo, role: 'redo' },
        separator,
        { label: t.cut, role: 'cut' },
        { label: t.copy, role: 'copy' },
        { label: t.paste, role: 'paste' },
        { label: t.pasteAsText, role: 'pasteAndMatchStyle' },
        { label: t.selectAll, role: 'selectAll' },
      ],
    },
    {
      label: t.view,
      submenu: [
        ...(options.development
          ? [
              { label: t.reload, role: 'reload' },
              { label: t.developerTools, role: 'toggleDevTools' },
              separator,
            ]
          : []),
        { label: t.actualSize, role: 'resetZoom' },
        { label: t.zoomIn, role: 'zoomIn' },
        { label: t.zoomOut, role: 'zoomOut' },
        separator,
        { label: t.fullScreen, role: 'togglefullscreen' },
      ],
    },
    {
      label: t.windowMenu,
      submenu: [
        { label: t.minimize, role: 'minimize' },
        ...(mac ? [{ label: t.zoom, role: 'zoom' }] : []),
      ],
    },
    ...(mac ? [] : [{ label: t.help, submenu: [{ label: t.about, action: 'about' as const }] }]),
  ];
};

/** The tray's menu. */
export const trayTemplate = (t: Texts, unreadCount: number): readonly MenuEntry[] => [
  { label: unreadCount > 0 ? `${t.open} · ${t.unread(unreadCount)}` : t.open, action: 'open' },
  { label: t.settings, action: 'openSettings' },
  separator,
  { label: t.quit, action: 'quit' },
];
