import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newerCode, otherCode, ownCode, theirCode } from '../../testing/encryption-scenes.ts';
import { createFakeCamera, paintsOf } from '../../testing/fake/fake-camera.ts';
import { openEncryption } from '../../testing/open-encryption.ts';
import { pngHeader } from '../../testing/png-header.ts';

const pictureOf = (text: string) =>
  new File([pngHeader(1_000, 1_000), text], 'screen.png', { type: 'image/png' });

beforeEach(() => {
  paintsOf((source) => (source instanceof File ? source.slice(24).text() : Promise.resolve('')));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const scan = async (scene: 'notVerified' | 'checkFailed' = 'notVerified') => {
  const app = await openEncryption(scene);
  await app.user.click(app.pane().getByRole('button', { name: 'Scan' }));
  const dialog = await screen.findByRole('dialog', { name: 'Scan Aisyah Rahman’s code' });
  const enter = async (text: string) => {
    await app.user.click(await screen.findByRole('textbox', { name: 'Or the code as text' }));
    await app.user.paste(text);
    await app.user.keyboard('{Enter}');
  };
  return { ...app, dialog, enter };
};

describe('a scanned code', () => {
  it('that is the same marks at once, and can be undone', async () => {
    const { user, dialog, line } = await scan();
    const input = dialog.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('no way to a picture');
    await user.upload(input, pictureOf(theirCode));
    const done = within(
      await screen.findByRole('dialog', { name: 'The same. Aisyah Rahman is verified' }),
    );
    expect(screen.getByRole('dialog').contains(document.activeElement)).toBe(true);
    done.getByText(/All your devices remember it; Aisyah Rahman is told nothing\./);
    await user.click(done.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(line().textContent).toBe('Encrypted, not verified'));
  });

  it('stays marked when the dialog closes', async () => {
    const { user, enter, line, pane } = await scan();
    await enter(theirCode);
    const done = within(
      await screen.findByRole('dialog', { name: 'The same. Aisyah Rahman is verified' }),
    );
    await user.click(done.getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    await waitFor(() => expect(line().textContent).toBe('Encrypted and verified'));
    pane().getByRole('button', { name: 'Undo' });
  });

  it('that is another warns, says what to do, and is remembered until it is the same', async () => {
    const { enter, line, user } = await scan();
    await enter(otherCode);
    const result = within(await screen.findByRole('dialog', { name: 'Not the same' }));
    result.getByText(/somebody may be reading along\. Do not send anything private here\./);
    result.getByText('Tell Aisyah Rahman in person or by phone.');
    await result.findByText(/^All your devices remember that, and the chat says so\./);
    expect(line().textContent).toBe('Numbers not the same');
    await user.click(result.getByRole('button', { name: 'Compare once more' }));
    await screen.findByRole('dialog', { name: 'Scan Aisyah Rahman’s code' });
    await enter(theirCode);
    await screen.findByRole('dialog', { name: 'The same. Aisyah Rahman is verified' });
    await waitFor(() => expect(line().textContent).toBe('Encrypted and verified'));
  });

  it.each([
    ['https://example.org/menu', /^This is no safety code of Bisik\./],
    [newerCode, /^This code is of a newer Bisik\./],
    [ownCode, 'This is your own code. Scan the one on Aisyah Rahman’s screen.'],
  ])('%s is told in plain words, and the ways stay', async (code, words) => {
    const { enter, line } = await scan();
    await enter(code);
    await screen.findByText(words);
    screen.getByRole('button', { name: 'Scan with the camera' });
    expect(line().textContent).toBe('Encrypted, not verified');
  });

  it('is read by the camera, too', async () => {
    const camera = createFakeCamera();
    const { user, line } = await scan();
    await user.click(screen.getByRole('button', { name: 'Scan with the camera' }));
    camera.shows(theirCode);
    await screen.findByRole('dialog', { name: 'The same. Aisyah Rahman is verified' });
    expect(camera.running()).toBe(0);
    await waitFor(() => expect(line().textContent).toBe('Encrypted and verified'));
  });
});

it('the code can be carried over as text', async () => {
  const { user, pane, world } = await openEncryption('notVerified');
  await user.click(pane().getByRole('button', { name: 'Copy the code as text' }));
  await pane().findByRole('button', { name: 'Copied' });
  expect(world.shell.copied).toEqual([ownCode]);
});

describe('by voice', () => {
  const readAloud = async () => {
    const app = await openEncryption('notVerified');
    await app.user.click(app.pane().getByRole('button', { name: 'Read aloud' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Compare by voice' }));
    return { ...app, dialog };
  };

  it('goes group by group with the keyboard alone, and marks at the end', async () => {
    const { user, dialog, line } = await readAloud();
    dialog.getByText('Group 1 of 12');
    const same = dialog.getByRole('button', { name: 'The same, next' });
    same.focus();
    for (let index = 0; index < 3; index++) await user.keyboard('{Enter}');
    dialog.getByText('Group 4 of 12');
    await user.click(dialog.getByRole('button', { name: 'Group before' }));
    dialog.getByText('Group 3 of 12');
    dialog.getByRole('button', { name: 'The same, next' }).focus();
    for (let index = 0; index < 9; index++) await user.keyboard('{Enter}');
    dialog.getByText('Group 12 of 12');
    expect(dialog.queryByRole('button', { name: 'The same, next' })).toBeNull();
    expect(document.activeElement?.textContent).toBe('The same, that was the last');
    await user.keyboard('{Enter}');
    dialog.getByText('All 12 groups are the same');
    expect(line().textContent).toBe('Encrypted, not verified');
    await user.click(dialog.getByRole('button', { name: 'Mark as verified' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(line().textContent).toBe('Encrypted and verified'));
  });

  it('pressed through with one key, it marks nothing', async () => {
    const { user, dialog, line } = await readAloud();
    dialog.getByRole('button', { name: 'The same, next' }).focus();
    // More often than there are groups.
    for (let index = 0; index < 16; index++) await user.keyboard('{Enter}');
    for (let index = 0; index < 3; index++) await user.keyboard(' ');
    dialog.getByText('All 12 groups are the same');
    expect(document.activeElement).toBe(screen.getByRole('dialog'));
    dialog.getByRole('button', { name: 'Mark as verified' });
    expect(line().textContent).toBe('Encrypted, not verified');
  });

  it('a key that is held down reads no group', async () => {
    const { dialog } = await readAloud();
    const same = dialog.getByRole('button', { name: 'The same, next' });
    expect(fireEvent.keyDown(same, { key: 'Enter' })).toBe(true);
    expect(fireEvent.keyDown(same, { key: 'Enter', repeat: true })).toBe(false);
  });

  it('back at the first group, the keyboard stays', async () => {
    const { user, dialog } = await readAloud();
    await user.click(dialog.getByRole('button', { name: 'The same, next' }));
    await user.click(dialog.getByRole('button', { name: 'Group before' }));
    const same = dialog.getByRole('button', { name: 'The same, next' });
    expect(document.activeElement).toBe(same);
  });

  it('one group that differs warns, and the chat says so once that is closed', async () => {
    const { user, dialog, line, pane } = await readAloud();
    await user.click(dialog.getByRole('button', { name: 'Not the same' }));
    const result = within(await screen.findByRole('dialog', { name: 'Not the same' }));
    await result.findByText(/^All your devices remember that, and the chat says so\./);
    await user.click(result.getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    expect(line().textContent).toBe('Numbers not the same');
    const card = within(pane().getByRole('region', { name: 'Numbers not the same' }));
    card.getByText(/^You compared numbers with Aisyah Rahman .*, and they were not the same\.$/);
    card.getByText(/^This stays, on all your devices, until you compare once more/);

    // Beside the messages it stands over what is written, which goes.
    await user.click(line());
    const banner = within(await screen.findByRole('region', { name: 'Numbers not the same' }));
    banner.getByText(/^Somebody may be reading along\./);
    await user.click(banner.getByRole('button', { name: 'Compare once more' }));
    await waitFor(() => expect(line().getAttribute('aria-expanded')).toBe('true'));
    await user.click(line());
    const again = within(await screen.findByRole('region', { name: 'Numbers not the same' }));
    await user.click(again.getByRole('button', { name: 'It was a mistake' }));
    await waitFor(() => expect(line().textContent).toBe('Encrypted, not verified'));
    expect(screen.queryByRole('region', { name: 'Numbers not the same' })).toBeNull();
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' })),
    );
  });

  it('of keys that are not accepted yet, it is said where they can be', async () => {
    const { user, pane, line } = await openEncryption('keyChanged');
    await user.click(pane().getByRole('button', { name: 'Read aloud' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Compare by voice' }));
    await user.click(dialog.getByRole('button', { name: 'Not the same' }));
    const result = within(await screen.findByRole('dialog', { name: 'Not the same' }));
    await user.click(result.getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    expect(line().textContent).toBe('Keys changed');
    const words = /^You compared the number of the new keys .* Do not accept them\.$/;
    await pane().findByText(words);
    await user.click(line());
    const banner = within(
      await screen.findByRole('region', { name: 'Aisyah Rahman’s keys changed' }),
    );
    banner.getByText(words);
    await user.click(banner.getByRole('button', { name: 'Compare' }));
    await pane().findByText(words);
  });
});
