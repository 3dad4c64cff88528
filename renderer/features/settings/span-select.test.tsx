import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
// Loaded before, since the first dialog of all takes its time on a busy machine.
import '../../ui/dialog.tsx';
import { openSettings, settingRow } from '../../testing/open-settings.tsx';
import { createRowsWorld } from '../../testing/row-scenes.ts';

const key = 'privacy.disappearAfterS';
const label = 'Messages of new chats disappear';
const open = async () => {
  const app = await openSettings('Who learns what', createRowsWorld());
  const button = (): HTMLElement => {
    const buttons = settingRow(key).getAllByRole('button');
    const found = buttons.find((one) => one.getAttribute('aria-haspopup') === 'listbox');
    if (!found) throw new Error('no list to choose from');
    return found;
  };
  const pick = async (option: string) => {
    await app.user.click(button());
    await app.user.click(await screen.findByRole('option', { name: option }));
  };
  const ask = async () => {
    await pick('Another time…');
    return within(await screen.findByRole('dialog', { name: label }));
  };
  const isSet = (seconds: number) =>
    waitFor(() => expect(app.world.accountSettings[key]).toBe(seconds));
  return { ...app, button, pick, ask, isSet };
};

describe('the time after which messages of new chats disappear', () => {
  it('is one of the usual, or never', async () => {
    const { pick, isSet, button } = await open();
    expect(button().textContent).toContain('Never');
    await pick('After 1 day');
    await isSet(86_400);
    await waitFor(() => expect(button().textContent).toContain('After 1 day'));
    await pick('Never');
    await isSet(0);
  });

  it('is typed, and stands among the others then', async () => {
    const { user, ask, isSet, button } = await open();
    const dialog = await ask();
    await user.clear(dialog.getByLabelText('How many'));
    await user.type(dialog.getByLabelText('How many'), '36');
    await user.click(dialog.getByRole('button', { name: 'Set' }));
    await isSet(36 * 3_600);
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.click(button());
    await screen.findByRole('option', { name: 'After 36 hours' });
    await screen.findByRole('option', { name: 'Another time…' });
  });

  it('cannot be set to what is no time, and says what may be typed', async () => {
    const { user, ask, world } = await open();
    const before = world.accountSettings[key];
    const dialog = await ask();
    const count = dialog.getByLabelText('How many');
    const set = () => dialog.getByRole<HTMLButtonElement>('button', { name: 'Set' });
    for (const typed of ['0', '-1', '1.5', 'esok', '99999']) {
      await user.clear(count);
      await user.type(count, typed);
      expect([typed, set().disabled]).toEqual([typed, true]);
    }
    await dialog.findByText('A whole number, from 1 second up to 365 days.');
    await user.clear(count);
    await user.type(count, '2');
    expect(set().disabled).toBe(false);
    expect(world.accountSettings[key]).toBe(before);
  });

  it('stays as it was when the dialog is left', async () => {
    const { user, ask, world } = await open();
    const before = world.accountSettings[key];
    const dialog = await ask();
    await user.type(dialog.getByLabelText('How many'), '7');
    await user.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(world.accountSettings[key]).toBe(before);
  });
});
