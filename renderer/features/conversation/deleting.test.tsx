import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { findChat, renderApp } from '../../testing/render-app.tsx';

const last = 'Nanti saya bawa buku tu sekali 📚';
const middle = 'Boleh! Saya naik LRT, mungkin lewat lima minit.';

const start = async () => {
  const app = await renderApp(createSampleWorld());
  await app.user.click(await findChat('Aisyah Rahman'));
  const list = await screen.findByRole('list', { name: 'Messages with Aisyah Rahman' });
  const row = (text: string) => within(list).queryByText(text)?.closest('li') ?? null;
  /** An engine that answers when it is let. */
  const hold = (call: 'deleteForMe' | 'restoreDeleted') => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const { messages } = app.host;
    const answer: (input: never) => Promise<unknown> = messages[call];
    Object.assign(messages, {
      [call]: async (input: never) => {
        await gate;
        return answer(input);
      },
    });
    return open;
  };
  const remove = async (text: string) => {
    await waitFor(() => expect(row(text)).not.toBeNull());
    row(text)?.focus();
    await app.user.keyboard('{Enter}');
    await app.user.click(await screen.findByRole('menuitem', { name: 'Delete for me' }));
  };
  return { ...app, row, hold, remove };
};
const focused = () => document.activeElement?.textContent;

it('goes on from the nearest message once the row has left, however late that is', async () => {
  const { row, hold, remove } = await start();
  const answer = hold('deleteForMe');
  await remove(middle);
  // The menu gives the keyboard back to its message, which still stands there.
  await waitFor(() => expect(document.activeElement).toBe(row(middle)));
  answer();
  await waitFor(() => expect(row(middle)).toBeNull());
  await waitFor(() => expect(focused()).toContain(last));
  await remove(last);
  await waitFor(() => expect(row(last)).toBeNull());
  await waitFor(() => expect(document.activeElement?.closest('li')).not.toBeNull());
});

it('stands on what Ctrl+Z brought back, once it is back', async () => {
  const { user, row, hold, remove } = await start();
  await remove(middle);
  await waitFor(() => expect(focused()).toContain(last));
  const answer = hold('restoreDeleted');
  await user.keyboard('{Control>}z{/Control}');
  expect(focused()).toContain(last);
  answer();
  await waitFor(() => expect(row(middle)).not.toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(row(middle)));
});

it('stands on what Undo brought back, and leaves who writes in the composer', async () => {
  const { user, row, remove } = await start();
  await remove(middle);
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(row(middle)).not.toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(row(middle)));
  await remove(last);
  const composer = await screen.findByRole('textbox', { name: 'Message' });
  await user.type(composer, 'half a');
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(row(last)).not.toBeNull());
  expect(document.activeElement).toBe(composer);
});

it('loses no keyboard when the toast is closed', async () => {
  const { user, row, remove } = await start();
  await remove(middle);
  await waitFor(() => expect(focused()).toContain(last));
  const close = await screen.findByRole('button', { name: 'Close' });
  close.focus();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Close' })).toBeNull());
  expect(document.activeElement).toBe(row(last));
});
