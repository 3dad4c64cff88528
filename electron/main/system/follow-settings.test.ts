import { expect, it } from 'vitest';
import type { SettingValues } from '../../../contract/settings/registry.ts';
import { defaultSettings } from '../../../contract/settings/values.ts';
import { followSettings } from './follow-settings.ts';

const start = (first: Partial<SettingValues> = {}) => {
  let values: SettingValues = { ...defaultSettings(), ...first };
  let listener: (now: SettingValues, before: SettingValues) => void = () => undefined;
  let drawn = (): void => undefined;
  const pictureDrawn = new Promise<void>((resolve) => {
    drawn = resolve;
  });
  const did: string[] = [];
  followSettings(
    {
      values: () => values,
      onChange: (listen) => {
        listener = listen;
        return () => undefined;
      },
    },
    pictureDrawn,
    {
      applyTheme: (now) => did.push(`theme ${now['appearance.theme']}`),
      setMenus: () => did.push('menus'),
      startAtLogin: () => did.push('start at login'),
      updatePresence: () => did.push('presence'),
    },
  );
  return {
    did,
    draw: async () => {
      drawn();
      await pictureDrawn;
    },
    change: (next: Partial<SettingValues>) => {
      const before = values;
      values = { ...values, ...next };
      listener(values, before);
      return did.splice(0);
    },
  };
};

it('does nothing before the first picture, and then only what was chosen', async () => {
  const plain = start();
  expect(plain.did).toEqual([]);
  await plain.draw();
  expect(plain.did).toEqual(['menus']);
  const full = start({ 'system.startAtLogin': true, 'system.keepInTray': true });
  await full.draw();
  expect(full.did).toEqual(['menus', 'start at login', 'presence']);
});

it('tells the system of what changed and of nothing else', () => {
  const { change } = start();
  expect(change({ 'appearance.theme': 'dark' })).toEqual(['theme dark', 'presence']);
  expect(change({ 'appearance.language': 'ms' })).toEqual(['theme dark', 'menus', 'presence']);
  expect(change({ 'system.startAtLogin': true })).toEqual([
    'theme dark',
    'start at login',
    'presence',
  ]);
});
