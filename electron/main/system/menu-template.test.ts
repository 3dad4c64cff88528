import { describe, expect, it } from 'vitest';
import { type MenuEntry, menuTemplate, trayTemplate } from './menu-template.ts';
import { textsFor } from './texts.ts';

const flat = (entries: readonly MenuEntry[]): MenuEntry[] =>
  entries.flatMap((entry) => [entry, ...flat(entry.submenu ?? [])]);
const platforms = ['linux', 'win32', 'darwin'] as const;

describe.each(['en', 'ms'] as const)('the menus in %s', (language) => {
  const texts = textsFor(language, 'en');

  it.each(platforms)('have a label on every entry on %s, and each shortcut once', (platform) => {
    const entries = flat(menuTemplate(texts, { platform, development: false }));
    for (const entry of entries) expect(entry.type === 'separator' || entry.label).toBeTruthy();
    const shortcuts = entries.flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(shortcuts).size).toBe(shortcuts.length);
    expect(shortcuts).toEqual(expect.arrayContaining(['CmdOrCtrl+,', 'CmdOrCtrl+N']));
    expect(entries.some(({ role }) => role === 'toggleDevTools' || role === 'reload')).toBe(false);
  });

  it('lets the tray open and quit', () => {
    const actions = trayTemplate(texts, 3).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['open', 'quit']));
    expect(trayTemplate(texts, 3)[0]?.label).toContain('3');
    expect(trayTemplate(texts, 0)[0]?.label).not.toContain('0');
  });
});

it('developer tools are there in development only', () => {
  const entries = flat(
    menuTemplate(textsFor('en', 'en'), { platform: 'linux', development: true }),
  );
  expect(entries.some(({ role }) => role === 'toggleDevTools')).toBe(true);
});

it('the language follows the choice, then the system, then English', () => {
  expect(textsFor('system', 'ms-MY').quit).toBe(textsFor('ms', 'en').quit);
  expect(textsFor('system', 'ms_MY').quit).toBe(textsFor('ms', 'en').quit);
  expect(textsFor('system', 'fr').quit).toBe(textsFor('en', 'ms').quit);
  expect(textsFor('en', 'ms').unread(1)).toBe('1 unread message');
});
