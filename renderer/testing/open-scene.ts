import { screen, within } from '@testing-library/react';
import type { CallInput } from '../../contract/ipc/define.ts';
import type { sharingDomain } from '../../contract/ipc/sharing.ts';
import type { World } from './fake/world.ts';
import { renderApp } from './render-app.tsx';
import { sharingScenes } from './sharing-scenes.ts';

type Chosen = { call: string; input: CallInput<typeof sharingDomain.calls.choose> };

/** A section of the settings in a scene, as a person has it before them. */
export const openScene = async (
  section: 'Data sharing' | 'What was shared',
  scene: string,
  change: (world: World) => void = () => undefined,
) => {
  const world = sharingScenes[scene]?.();
  if (!world) throw new Error(`no scene ${scene}`);
  change(world);
  const app = await renderApp(world);
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await app.user.keyboard('{Control>},{/Control}');
  const nav = await screen.findByRole('navigation', { name: 'Sections' });
  await app.user.click(within(nav).getByRole('button', { name: section }));
  await screen.findByRole('heading', { name: section, level: 2 });
  return app;
};

export const openDataSharing = async (scene: string, change?: (world: World) => void) => {
  const app = await openScene('Data sharing', scene, change);
  return { ...app, asked: () => app.world.sharing.asked as Chosen[] };
};

export const toggle = (name: string | RegExp) =>
  screen.findByRole<HTMLInputElement>('switch', { name });
export const rowOf = (element: HTMLElement) => within(element.closest('li') as HTMLElement);
