import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
// Loaded before, since they take their time on a busy machine.
import '../../app/checkup-view.tsx';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { readyAccount } from '../../testing/fake/world.ts';
import { openSettings } from '../../testing/open-settings.tsx';
import { renderApp } from '../../testing/render-app.tsx';
import { createRowsWorld } from '../../testing/row-scenes.ts';

const day = 86_400_000;
const heading = (name: string) => screen.findByRole('heading', { name, level: 3 });

describe('the walk', () => {
  it('shows each choice as it stands, changes it in place, and ends with what there is now', async () => {
    const { user, world } = await openSettings(
      'Privacy check-up',
      createRowsWorld({ settings: {} }),
    );
    const next = async () =>
      user.click(await screen.findByRole('button', { name: /^(Next|To the end)$/ }));
    await heading('Who can find you and write to you');
    await user.click(screen.getAllByRole('radio', { name: 'Nobody' })[0] as HTMLElement);
    await waitFor(() =>
      expect(world.accountSettings['privacy.whoCanWrite']).toMatchObject({ audience: 'nobody' }),
    );
    await next();
    const receipts = await heading('What they learn while you read and write');
    await waitFor(() => expect(document.activeElement).toBe(receipts));
    for (const title of [
      'What they see of you',
      'Your devices',
      'What the operator passes on',
      'How long messages stay',
      'That is all',
    ]) {
      await next();
      await heading(title);
    }
    const end = within(await screen.findByRole('list', { name: 'How it stands now' }));
    end.getByText('Who can write to me: Nobody');
    end.getByText('Read receipts: Off');
    end.getByText(/^Who sees .*: Nobody until .*18:00, then My contacts$/);
    end.getByText('The server publishes no policy, so nothing is passed on');
    await waitFor(() => expect(world.settings['notifications.suggestCheckup']).toBe(false));
    await user.click(end.getByRole('button', { name: 'Change: What they see of you' }));
    await heading('What they see of you');
  });
});

describe('the suggestion', () => {
  const since = (days: number) =>
    createSampleWorld({
      settings: {},
      account: {
        ...readyAccount(),
        server: { ...readyAccount().server, pinnedAt: Date.now() - days * day },
      },
    });
  const said = 'Who learns what about you?';

  it('comes after a week, not before, and goes for good', async () => {
    const { user, world } = await renderApp(since(8));
    await screen.findByText(said);
    await user.click(screen.getByRole('button', { name: 'Not again' }));
    await waitFor(() => expect(screen.queryByText(said)).toBeNull());
    expect(world.settings['notifications.suggestCheckup']).toBe(false);
  });

  it('leaves whoever just began alone', async () => {
    await renderApp(since(6));
    await screen.findByText('Mei Ling');
    await new Promise((done) => setTimeout(done, 300));
    expect(screen.queryByText(said)).toBeNull();
  });

  it('leads to the walk', async () => {
    const { user } = await renderApp(since(8));
    await screen.findByText(said);
    await user.click(screen.getByRole('button', { name: 'Look' }));
    await screen.findByRole('heading', { name: 'Privacy check-up', level: 2 });
  });
});
