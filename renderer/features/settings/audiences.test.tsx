import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
// Loaded before, since the first dialog of all takes its time on a busy machine.
import './audience-exceptions.tsx';
import { openSettings, settingRow } from '../../testing/open-settings.tsx';
import { createRowsWorld } from '../../testing/row-scenes.ts';
import { toUuid } from '../../testing/samples.ts';

const photo = 'privacy.whoSeesPhoto';
const open = () => openSettings('Who learns what', createRowsWorld());

it('everyone, contacts or nobody is chosen, and the exceptions stay', async () => {
  const { user, world } = await open();
  await user.click(settingRow(photo).getByRole('radio', { name: 'Nobody' }));
  await waitFor(() =>
    expect(world.accountSettings[photo]).toEqual({
      audience: 'nobody',
      always: [toUuid(3, 3)],
      never: [toUuid(6, 3)],
    }),
  );
});

it('who is always and never let at it is picked among the chats and taken out again', async () => {
  const { user, world } = await open();
  await user.click(settingRow(photo).getByRole('button', { name: /^Exceptions/ }));
  let dialog = within(await screen.findByRole('dialog', { name: 'Who sees my photo' }));
  within(await dialog.findByRole('region', { name: 'Always' })).getByText('Kumar');
  within(dialog.getByRole('region', { name: 'Never' })).getByText('Farid Osman');
  await user.click(dialog.getByRole('button', { name: 'Add somebody to “Never”' }));
  const picker = within(await screen.findByRole('dialog', { name: 'Never' }));
  await user.type(picker.getByRole('searchbox'), 'kumar');
  await user.click(await picker.findByRole('button', { name: /Kumar/ }));
  // Nobody stands in both.
  await waitFor(() =>
    expect(world.accountSettings[photo]).toMatchObject({
      always: [],
      never: [toUuid(6, 3), toUuid(3, 3)],
    }),
  );
  dialog = within(await screen.findByRole('dialog', { name: 'Who sees my photo' }));
  await user.click(dialog.getByRole('button', { name: 'Remove Farid Osman' }));
  await waitFor(() =>
    expect(world.accountSettings[photo]).toMatchObject({ never: [toUuid(3, 3)] }),
  );
});

it('an exception is told without opening it, and that there are no groups yet', async () => {
  await open();
  settingRow(photo).getByText('Always: 1 · Never: 1');
  settingRow('privacy.whoCanAddToGroups').getByText(/^There are no groups in Bisik yet/);
});
