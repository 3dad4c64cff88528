import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { createSampleWorld } from '../testing/fake/sample-world.ts';
import { findChat, renderApp } from '../testing/render-app.tsx';

// The dialog loads on first use, and here nobody loaded it before: typing does not wait for it.
it('what is typed right after the keys stands in the field, and nowhere else', async () => {
  const { user } = await renderApp(createSampleWorld());
  await user.click(await findChat('Aisyah Rahman'));
  const composer = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
  composer.focus();
  await user.keyboard('{Control>}n{/Control}kumx{Backspace}ar.31');
  const field = await screen.findByRole<HTMLInputElement>('textbox', {
    name: 'Phone number or username',
  });
  await waitFor(() => expect(field.value).toBe('kumar.31'));
  expect(composer.value).toBe('');
});
