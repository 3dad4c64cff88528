import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
// Loaded before, since the first menu of all takes its time on a busy machine.
import '../../ui/menu.tsx';
import './row-menu.tsx';
import { settingKeysOf } from '../../../contract/settings/registry.ts';
import { openSettings, settingRow } from '../../testing/open-settings.tsx';
import { createConflictWorld, createRowsWorld, rowScenes } from '../../testing/row-scenes.ts';
import { toGroups } from './row-groups.ts';

const openRows = (world = createRowsWorld()) => openSettings('Who learns what', world);
const receipts = 'privacy.sendReadReceipts';
const menuOf = async (user: Awaited<ReturnType<typeof openRows>>['user'], key: string) => {
  await user.click(await settingRow(key).findByRole('button', { name: /^More about/ }));
  return within(await screen.findByRole('menu'));
};

it('every row of the account stands in one group, under a heading', () => {
  const keys = settingKeysOf('account');
  const groups = toGroups(keys);
  expect(groups.flatMap((group) => group.keys).sort()).toEqual([...keys].sort());
  expect(groups.every(({ label }) => label !== null)).toBe(true);
  expect(toGroups([...keys, 'system.keepInTray']).at(-1)?.keys).toEqual(['system.keepInTray']);
});

describe('a row of the account says where it stands', () => {
  it('on all devices, with who set it; for a while, with what comes after; here alone', async () => {
    await openRows();
    await settingRow(receipts).findByText(/^On all your devices · set on Meja di pejabat, /);
    settingRow('privacy.whoSeesLastSeen').getByText(
      /^Until .*18:00, then My contacts · set on this/,
    );
    settingRow('privacy.sendTyping').getByText('This device only; the others: On');
    settingRow('privacy.whoCanWrite').getByText('Default');
  });

  it('waiting, while the server does not have it', async () => {
    const accountSync = { syncedAt: null, problem: null, beganStrictest: false };
    await openRows(createRowsWorld({ accountSync }));
    await settingRow(receipts).findByText(/^Waiting for the server · /);
  });
});

describe('the menu of a row', () => {
  it('shows who set what when, and sets an earlier value again', async () => {
    const { user, world } = await openRows();
    const menu = await menuOf(user, receipts);
    await user.click(menu.getByRole('menuitem', { name: 'History…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Read receipts: history' }));
    const items = within(dialog.getByRole('list')).getAllByRole('listitem');
    expect(items.map((item) => item.textContent)).toEqual([
      expect.stringMatching(/^Offset on Meja di pejabat, .*Now$/),
      expect.stringMatching(/^Onset on this device, .*Set again$/),
      expect.stringMatching(/^Onbefore anybody changed it$/),
    ]);
    await user.click(dialog.getByRole('button', { name: 'Set again: On' }));
    await waitFor(() => expect(world.accountSettings[receipts]).toBe(true));
  });

  it('is worked by the keyboard alone, which is back at the row in the end', async () => {
    const { user } = await openRows();
    const more = await settingRow(receipts).findByRole('button', { name: /^More about/ });
    more.focus();
    await user.keyboard('{Enter}');
    const entries = within(await screen.findByRole('menu')).getAllByRole('menuitem');
    await waitFor(() => expect(document.activeElement).toBe(entries[0]));
    await user.keyboard('{End}{Enter}');
    await screen.findByRole('dialog', { name: 'Read receipts: history' });
    await user.keyboard('{Escape}');
    await waitFor(() => expect(document.activeElement).toBe(more));
  });

  it('goes back to what was before', async () => {
    const { user, world } = await openRows();
    const menu = await menuOf(user, receipts);
    await user.click(menu.getByRole('menuitem', { name: 'Back to: On' }));
    await waitFor(() => expect(world.accountSettings[receipts]).toBe(true));
  });

  it('has this device be stricter and takes that back, and offers no way to be looser', async () => {
    const { user, world } = await openRows();
    let menu = await menuOf(user, receipts);
    expect(menu.queryByRole('menuitem', { name: 'Off on this device only' })).toBeNull();
    await user.keyboard('{Escape}');
    menu = await menuOf(user, 'privacy.sendTyping');
    await user.click(menu.getByRole('menuitem', { name: 'As on my other devices' }));
    await waitFor(() => expect(world.here).toEqual({}));
    menu = await menuOf(user, 'privacy.sendTyping');
    await user.click(menu.getByRole('menuitem', { name: 'Off on this device only' }));
    await waitFor(() => expect(world.here).toEqual({ 'privacy.sendTyping': false }));
  });

  it('has a value hold for a while, and says what comes after it', async () => {
    const { user, world } = await openRows();
    const menu = await menuOf(user, 'privacy.sendDeliveryReceipts');
    await user.click(menu.getByRole('menuitem', { name: 'For a while…' }));
    const dialog = within(await screen.findByRole('dialog'));
    const said = dialog.getByRole('status');
    expect(said.textContent).toMatch(/^Off until .* Then it goes back by itself: On\./);
    expect(said.textContent).toContain('once the server’s clock says so too');
    await user.click(dialog.getByRole('button', { name: 'Set' }));
    await waitFor(() => {
      const [newest] = world.registers.get('privacy.sendDeliveryReceipts') ?? [];
      expect(newest).toMatchObject({ value: false, end: { back: true } });
    });
  });

  it('offers no end to what the server reads', async () => {
    const { user } = await openRows();
    const menu = await menuOf(user, 'privacy.findableByNumber');
    expect(menu.queryByRole('menuitem', { name: 'For a while…' })).toBeNull();
  });
});

describe('values that were set apart', () => {
  it('stand side by side until the person picks; the stricter holds', async () => {
    const { user, world } = await openRows(createConflictWorld());
    const list = await screen.findByRole('list', { name: 'Values of “Read receipts”' });
    screen.getByText(/^Neither device knew.* the stricter holds: Off\.$/);
    const picks = within(list).getAllByRole('button');
    expect(new Set(picks.map(({ className }) => className)).size).toBe(1);
    await user.click(
      within(list).getByRole('button', { name: /^Use this: On, set on this device/ }),
    );
    await waitFor(() => expect(screen.queryByRole('list', { name: /^Values of/ })).toBeNull());
    expect(world.accountSettings[receipts]).toBe(true);
  });

  it('are told below the chats, with the way there', async () => {
    const { user } = await openRows(createConflictWorld());
    await user.keyboard('{Escape}');
    await screen.findByText('Read receipts: changed on 2 devices while apart');
    await user.click(screen.getByRole('button', { name: 'Look' }));
    await screen.findByRole('heading', { name: 'Who learns what', level: 2 });
  });
});

it('says that everything began at its strictest until that is read, and what is wrong on the way', async () => {
  const world = rowScenes.began?.();
  if (!world) throw new Error('no scene');
  const { user } = await openRows(world);
  await screen.findByText('Everything begins at its strictest');
  screen.getByText('The server shows older settings than it had. Those on this device stay.');
  await user.click(screen.getByRole('button', { name: 'Go through it' }));
  await screen.findByRole('heading', { name: 'Who can find you and write to you' });
  await user.click(screen.getByRole('button', { name: 'Who learns what' }));
  await user.click(screen.getByRole('button', { name: 'I have read it' }));
  await waitFor(() => expect(screen.queryByText('Everything begins at its strictest')).toBeNull());
});

it('takes a change back from the toast', async () => {
  const { user, world } = await openRows();
  const key = 'privacy.showTyping';
  await user.click(settingRow(key).getByRole('switch'));
  await screen.findByText('Changed: Show when others are typing');
  expect(world.accountSettings[key]).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(world.accountSettings[key]).toBe(true));
});

it('takes a change back by the keys alone, at once or by way of the toast', async () => {
  const { user, world } = await openRows();
  const key = 'privacy.showTyping';
  const control = settingRow(key).getByRole('switch');
  await user.click(control);
  await screen.findByText('Changed: Show when others are typing');
  await user.keyboard('{Control>}z{/Control}');
  await waitFor(() => expect(world.accountSettings[key]).toBe(true));
  expect(screen.queryByText('Changed: Show when others are typing')).toBeNull();
  await user.click(control);
  await screen.findByText('Changed: Show when others are typing');
  await user.keyboard('{F6}');
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Undo' }));
  await user.keyboard('{F6}');
  expect(document.activeElement).toBe(control);
  await user.keyboard('{F6}{Enter}');
  await waitFor(() => expect(world.accountSettings[key]).toBe(true));
  expect(document.activeElement).toBe(control);
});
