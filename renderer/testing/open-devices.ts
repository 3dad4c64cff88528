// Read before the first test looks at its clock, however busy the machine is.
import '../app/settings-view.tsx';
import '../features/devices/devices-section.tsx';
import { screen, within } from '@testing-library/react';
import { deviceScenes } from './device-scenes.ts';
import type { World } from './fake/world.ts';
import { type RenderedApp, renderApp } from './render-app.tsx';

/** The section of devices in a scene, as a person has it before them. */
export const openDevices = async (
  scene: string,
  change: (world: World) => void = () => undefined,
): Promise<RenderedApp> => {
  const world = deviceScenes[scene]?.();
  if (!world) throw new Error(`no scene ${scene}`);
  change(world);
  const app = await renderApp(world);
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await app.user.keyboard('{Control>},{/Control}');
  const nav = await screen.findByRole('navigation', { name: 'Sections' });
  await app.user.click(within(nav).getByRole('button', { name: 'Devices' }));
  await screen.findByRole('heading', { name: 'Devices', level: 2 });
  return app;
};
