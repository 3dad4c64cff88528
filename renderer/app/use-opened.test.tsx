import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { createSampleWorld } from '../testing/fake/sample-world.ts';
import { renderApp } from '../testing/render-app.tsx';

it('tells the engine when the window opens and each time it comes back into view', async () => {
  const world = createSampleWorld();
  const opened = () => world.sharing.opened;
  await renderApp(world);
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await waitFor(() => expect(opened()).toBe(1));
  const visibility = vi.spyOn(document, 'visibilityState', 'get');
  const become = (state: DocumentVisibilityState): void => {
    visibility.mockReturnValue(state);
    document.dispatchEvent(new Event('visibilitychange'));
  };
  become('hidden');
  expect(opened()).toBe(1);
  become('visible');
  expect(opened()).toBe(2);
  visibility.mockRestore();
});
