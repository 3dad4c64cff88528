import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { aisyah, openEncryption } from '../../testing/open-encryption.ts';

const otherHash = 'e05b41c7'.repeat(8);
const otherNumber = '900017102561048377219460358812059374026184490731865702491111';
const changed = 'The keys have just changed';

const start = async () => {
  const app = await openEncryption('notVerified');
  const { emit, host, world } = app;
  const [accountId] = [...world.encryption.keys()];
  const verify = vi.spyOn(host.encryption, 'verify');
  /** The server shows another key from here on, and this app takes it for its own. */
  const change = async (keyHash = otherHash, safetyNumber = otherNumber) => {
    const held = world.encryption.get(accountId ?? '');
    if (!accountId || !held?.key) throw new Error('no key');
    const before = held.key;
    const key = { ...before, keyHash, safetyNumber };
    world.encryption.set(accountId, { ...held, key });
    await act(async () => emit('encryption.changed', { accountId }));
    return before;
  };
  return { ...app, change, verify, accountId };
};

it('comparing by voice stays open, says so, and begins anew with the keys of now', async () => {
  const { user, pane, change, verify, accountId } = await start();
  await user.click(pane().getByRole('button', { name: 'Read aloud' }));
  const reading = await screen.findByRole('dialog', { name: 'Compare by voice' });
  within(reading).getByRole('button', { name: 'The same, next' }).focus();
  for (let index = 0; index < 3; index++) await user.keyboard('{Enter}');
  await change();
  const told = await screen.findByRole('dialog', { name: changed });
  expect(told).toBe(reading);
  const dialog = within(told);
  expect(dialog.getByRole('alert').textContent).toMatch(/does not count for it\. Begin anew\.$/);
  expect(dialog.queryByText('90001')).toBeNull();
  expect(dialog.queryByRole('button', { name: /same|verified/ })).toBeNull();
  expect(told.contains(document.activeElement)).toBe(true);
  // The key that went on with the lines does nothing now.
  await user.keyboard('{Enter}{Enter}');
  expect(screen.getByRole('dialog', { name: changed })).toBe(told);

  await user.click(dialog.getByRole('button', { name: 'Begin anew' }));
  dialog.getByText('Group 1 of 12');
  expect(dialog.getAllByText('90001').length).toBeGreaterThan(0);
  dialog.getByRole('button', { name: 'The same, next' }).focus();
  for (let index = 0; index < 12; index++) await user.keyboard('{Enter}');
  await user.click(dialog.getByRole('button', { name: 'Mark as verified' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(verify.mock.calls).toEqual([[{ accountId, keyHash: otherHash }]]);
});

it('all lines read, and the keys change before the mark: there is nothing to press for them', async () => {
  const { user, pane, change, verify } = await start();
  await user.click(pane().getByRole('button', { name: 'Read aloud' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Compare by voice' }));
  dialog.getByRole('button', { name: 'The same, next' }).focus();
  for (let index = 0; index < 12; index++) await user.keyboard('{Enter}');
  dialog.getByRole('button', { name: 'Mark as verified' }).focus();
  const before = await change();
  await screen.findByRole('dialog', { name: changed });
  expect(dialog.queryByRole('button', { name: 'Mark as verified' })).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('dialog'));
  // Also where the former one is shown again: somebody may have read digits of the other.
  await change(before.keyHash, before.safetyNumber);
  screen.getByRole('dialog', { name: changed });
  expect(verify).not.toHaveBeenCalled();
});

it('the question whether numbers were compared asks nothing more of the former ones', async () => {
  const { user, pane, change, verify } = await start();
  await user.click(pane().getByRole('button', { name: 'Mark as verified' }));
  await screen.findByRole('alertdialog', { name: `Mark ${aisyah} as verified?` });
  await change();
  const dialog = within(await screen.findByRole('alertdialog', { name: changed }));
  expect(dialog.queryByRole('button', { name: 'I compared them' })).toBeNull();
  await user.click(dialog.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  pane().getByText('90001');
  expect(verify).not.toHaveBeenCalled();
});

it('scanning says so, too, and goes on with the keys of now', async () => {
  const { user, pane, change } = await start();
  await user.click(pane().getByRole('button', { name: 'Scan' }));
  const scanning = await screen.findByRole('dialog', { name: `Scan ${aisyah}’s code` });
  await change();
  const dialog = within(await screen.findByRole('dialog', { name: changed }));
  await user.click(dialog.getByRole('button', { name: 'Begin anew' }));
  expect(await screen.findByRole('dialog', { name: `Scan ${aisyah}’s code` })).toBe(scanning);
});

it('whoever reads the number in the pane is told, and sees it from the top', async () => {
  const { user, pane, change } = await start();
  const heading = screen.getByRole('heading', { name: 'Encryption', level: 2 });
  const body = heading.closest('section')?.lastElementChild as HTMLElement;
  body.scrollTop = 400;
  pane().getByRole('button', { name: 'Mark as verified' }).focus();
  await change();
  const told = await pane().findByRole('alert');
  expect(told.textContent).toContain(changed);
  expect(body.scrollTop).toBe(0);
  expect(document.activeElement).toBe(heading);
  // Whoever begins to compare knows.
  await user.click(pane().getByRole('button', { name: 'Read aloud' }));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(pane().queryByText(changed)).toBeNull();
});
