import { screen, within } from '@testing-library/react';
import type { World } from './fake/world.ts';
import { renderApp } from './render-app.tsx';

/** A section of the settings, as a person has it before them. */
export const openSettings = async (section: string, world: World) => {
  const app = await renderApp(world);
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await app.user.keyboard('{Control>},{/Control}');
  const nav = await screen.findByRole('navigation', { name: 'Sections' });
  await app.user.click(within(nav).getByRole('button', { name: section }));
  await screen.findByRole('heading', { name: section, level: 2 });
  return app;
};

/** The row of one setting. */
export const settingRow = (key: string) => {
  const row = document.querySelector<HTMLElement>(`[data-setting="${key}"]`);
  if (!row) throw new Error(`no row ${key}`);
  return within(row);
};
