import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { settingKeys } from '../../../contract/settings/registry.ts';
import { createWorld } from '../../testing/fake/world.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { allSections } from './sections.ts';

const open = async (section: string, world = createWorld()) => {
  const app = await renderApp(world);
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await app.user.keyboard('{Control>},{/Control}');
  const nav = await screen.findByRole('navigation', { name: 'Sections' });
  await app.user.click(within(nav).getByRole('button', { name: section }));
  return app;
};

it('every row of the table stands in one section', () => {
  expect(allSections.flatMap((section) => section.keys).sort()).toEqual([...settingKeys].sort());
});

describe('rows', () => {
  it('keeps an account setting in the engine, and says what leaves', async () => {
    const { user, world } = await open('Who learns what');
    screen.getByText('The server can read this choice');
    await user.click(await screen.findByRole('switch', { name: 'Typing' }));
    await waitFor(() => expect(world.accountSettings['privacy.sendTyping']).toBe(false));
    expect(world.settings['privacy.sendTyping']).toBeUndefined();
  });

  it('goes back to what was kept when a change could not be', async () => {
    const { user, host } = await open('Who learns what');
    Object.assign(host.accountSettings, { set: () => Promise.reject(new Error('disk')) });
    const typing = await screen.findByRole<HTMLInputElement>('switch', { name: 'Typing' });
    await user.click(typing);
    await screen.findByText('Not saved. The setting is as before.');
    expect(typing.checked).toBe(true);
  });

  it('applies theme, contrast and text size at once', async () => {
    const { user } = await open('Appearance');
    const choose = async (label: RegExp, option: string) => {
      await user.click(await screen.findByRole('button', { name: label }));
      await user.click(await screen.findByRole('option', { name: option }));
    };
    await choose(/Theme$/, 'Dark');
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'));
    await choose(/Contrast$/, 'More');
    await waitFor(() => expect(document.documentElement.dataset.contrast).toBe('more'));
    await choose(/Text size$/, '130%');
    await waitFor(() =>
      expect(document.documentElement.style.getPropertyValue('--scale')).toBe('1.3'),
    );
  });

  it('keeps the keyboard at the language once that changed', async () => {
    const { user } = await open('Appearance');
    await user.click(await screen.findByRole('button', { name: /Language$/ }));
    await user.click(await screen.findByRole('option', { name: 'Bahasa Melayu' }));
    const after = await screen.findByRole('button', { name: /Bahasa$/ });
    await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(after));
  });

  it('gives the keyboard back where it was lost while the language changed', async () => {
    const { host } = await open('Appearance');
    const button = await screen.findByRole('button', { name: /Language$/ });
    button.focus();
    button.blur();
    expect(document.activeElement).toBe(document.body);
    await host.settings.set({ key: 'appearance.language', value: 'ms' });
    await screen.findByRole('button', { name: /Bahasa$/ });
    await waitFor(() => expect(document.activeElement).toBe(button));
  });

  it('finds a setting from anywhere', async () => {
    const { user } = await open('About');
    await user.type(screen.getByRole('searchbox', { name: 'Find a setting' }), 'receipts');
    await screen.findByRole('switch', { name: 'Read receipts' });
    expect(screen.queryByRole('switch', { name: 'Sound' })).toBeNull();
  });
});

it('on one pane, the keyboard goes on at the way back to the sections', async () => {
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.stubGlobal('matchMedia', (query: string) =>
    Object.assign(new EventTarget(), { matches: query.includes('max-width') }),
  );
  const { user } = await open('Devices');
  const back = await screen.findByRole('button', { name: 'Back' });
  await waitFor(() => expect(document.activeElement).toBe(back));
  await user.keyboard('{Enter}');
  const devices = await screen.findByRole('button', { name: 'Devices' });
  await waitFor(() => expect(document.activeElement).toBe(devices));
});

it('deletes the account only when its number is typed', async () => {
  const { user, world } = await open('Delete account');
  await user.click(await screen.findByRole('button', { name: 'Delete account…' }));
  const dialog = await screen.findByRole('alertdialog');
  await within(dialog).findByText('Delete the account of +60 12 345 6701?');
  const yes = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Delete everything' });
  const field = within(dialog).getByRole('textbox', { name: 'Type your phone number to confirm' });
  await user.click(yes);
  await within(dialog).findByText('This is not the number of this account.');
  await user.type(field, '012-345 670{Enter}');
  await within(dialog).findByText('This is not the number of this account.');
  expect(world.account.phase).toBe('ready');
  await user.type(field, '1{Enter}');
  await screen.findByText(
    'The account of +60 12 345 6701 is deleted, on the server and on this computer.',
  );
  expect(world.account.phase).toBe('new');
  // The keyboard goes on at the number, and it is said until the next account begins.
  const number = await screen.findByRole('textbox', { name: 'Phone number' });
  await waitFor(() => expect(document.activeElement).toBe(number));
  await user.keyboard('+60 12-345 6702{Enter}');
  await screen.findByRole('heading', { name: 'The code' });
  expect(screen.queryByText(/is deleted/)).toBeNull();
});

it('shows the username first, changes it, and gives it up', async () => {
  const { user, world } = await open('Profile');
  await screen.findByText('Your username is nadia.42');
  screen.getByText('+60 12 345 6701');
  expect(screen.queryByRole('textbox', { name: 'Username' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Change' }));
  const field = await screen.findByRole('textbox', { name: 'Username' });
  await user.type(field, '9x{Enter}');
  await screen.findByText(
    'A letter first, then letters a to z, digits or underscores: 3 to 24 in all.',
  );
  expect(world.account).toMatchObject({ username: 'nadia.42' });
  await user.clear(field);
  await user.type(field, 'taken{Enter}');
  await screen.findByText('This username cannot be had. Choose another.');
  await user.clear(field);
  await user.type(field, 'nadia{Enter}');
  await screen.findByText('Your username is nadia.17');
  await user.click(screen.getByRole('button', { name: 'Give it up' }));
  await screen.findByRole('textbox', { name: 'Username' });
  expect(world.account).toMatchObject({ username: null });
});

it('changes the passphrase for who knows the present one, and offers none beside a keyring', async () => {
  const { user, world } = await open(
    'Encryption',
    createWorld({ vault: { status: 'ready', protection: 'passphrase', backend: null } }),
  );
  await user.click(await screen.findByRole('button', { name: 'Change passphrase…' }));
  const dialog = within(await screen.findByRole('alertdialog'));
  await user.type(dialog.getByLabelText('Present passphrase'), 'not this one');
  await user.type(dialog.getByLabelText('New passphrase'), 'baharu{Enter}');
  await dialog.findByText('The passphrase needs at least 8 characters.');
  await user.type(dialog.getByLabelText('New passphrase'), ' sekali');
  await user.type(dialog.getByLabelText('The same again'), 'baharu sekal{Enter}');
  await dialog.findByText('The two are not the same.');
  await user.type(dialog.getByLabelText('The same again'), 'i{Enter}');
  await dialog.findByText('That is not the passphrase.');
  const current = dialog.getByLabelText('Present passphrase');
  expect(document.activeElement).toBe(current);
  await user.clear(current);
  await user.type(current, `${world.passphrase}{Enter}`);
  await screen.findByText(/^The passphrase is changed\./);
  expect(world.passphrase).toBe('baharu sekali');
  await user.click(screen.getByRole('button', { name: 'Lock now' }));
  await screen.findByRole('heading', { name: 'Bisik is locked' });
});

const changeDialog = async () => {
  const app = await open(
    'Encryption',
    createWorld({ vault: { status: 'ready', protection: 'passphrase', backend: null } }),
  );
  await app.user.click(await screen.findByRole('button', { name: 'Change passphrase…' }));
  const dialog = within(await screen.findByRole('alertdialog'));
  const fill = async () => {
    await app.user.type(dialog.getByLabelText('Present passphrase'), app.world.passphrase);
    await app.user.type(dialog.getByLabelText('New passphrase'), 'baharu sekali');
    await app.user.type(dialog.getByLabelText('The same again'), 'baharu sekali{Enter}');
  };
  return { ...app, dialog, fill };
};

it('says under the field what is wrong with it, and apart what is wrong with neither', async () => {
  const { host, user, dialog, fill } = await changeDialog();
  let code: 'vault_not_saved' | 'passphrase_too_short' = 'vault_not_saved';
  Object.assign(host.vault, { changePassphrase: () => Promise.reject(new CodedError(code)) });
  await fill();
  await dialog.findByText(/could not be saved on this computer/);
  const marked = () =>
    ['Present passphrase', 'New passphrase', 'The same again'].filter(
      (label) => dialog.getByLabelText(label).getAttribute('aria-invalid') === 'true',
    );
  expect(marked()).toEqual([]);
  code = 'passphrase_too_short';
  await user.click(dialog.getByRole('button', { name: 'Change it' }));
  await waitFor(() => expect(marked()).toEqual(['New passphrase']));
});

it('cannot be left while the passphrase is being changed', async () => {
  const { host, user, dialog, fill } = await changeDialog();
  let refuse = (_error: Error): void => {};
  Object.assign(host.vault, {
    changePassphrase: () =>
      new Promise((_, reject) => {
        refuse = reject;
      }),
  });
  await fill();
  const keep = dialog.getByRole<HTMLButtonElement>('button', { name: 'Keep the present one' });
  await waitFor(() => expect(keep.disabled).toBe(true));
  await user.keyboard('{Escape}');
  screen.getByRole('alertdialog');
  refuse(new CodedError('vault_not_saved'));
  await dialog.findByText(/could not be saved on this computer/);
  await user.click(keep);
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
});

it('alarms when it could not be locked', async () => {
  const { user, host } = await open(
    'Encryption',
    createWorld({ vault: { status: 'ready', protection: 'passphrase', backend: null } }),
  );
  Object.assign(host.vault, { lock: () => Promise.reject(new CodedError('bad_request')) });
  await user.click(await screen.findByRole('button', { name: 'Lock now' }));
  const said = await screen.findByText('The request was not understood.');
  expect(said.closest('[role]')?.getAttribute('role')).toBe('alert');
});

it('says who keeps the key where there is no passphrase to change', async () => {
  await open('Encryption');
  await screen.findByText('In the system’s keyring (gnome_libsecret)');
  expect(screen.queryByRole('button', { name: 'Change passphrase…' })).toBeNull();
});
