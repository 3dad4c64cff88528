import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { openChatIn, openEncryption } from '../../testing/open-encryption.ts';

it('says what to do where the check failed, in its order', async () => {
  const { pane } = await openEncryption('checkFailed');
  const card = within(pane().getByRole('region', { name: 'The check failed' }));
  const steps = card.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(steps[0]).toMatch(
    /^Meet or phone Aisyah Rahman, and compare the digits below.*waits all the same/,
  );
  expect(steps).toHaveLength(3);
});

it('who compared is not told to compare where the check cannot be made', async () => {
  const { pane } = await openEncryption('uncheckedVerified');
  pane().getByText(/^You can go on writing\./);
  expect(pane().queryByText(/^To be sure now, compare/)).toBeNull();
  pane().getByRole('button', { name: 'Try again' });
});

it('says whether it is the log that could not be read, the number that could not be looked up in it, or the own entry', async () => {
  const { pane } = await openEncryption('unchecked');
  pane().getByText(/^The public log of keys cannot be read now/);
  cleanup();
  const { pane: ofLabel } = await openEncryption('uncheckedLabel');
  ofLabel().getByText(/^Whether the number or username by which you found Aisyah Rahman is theirs/);
  ofLabel().getByText(/^To be sure that it is Aisyah Rahman, compare the digits below/);
  expect(ofLabel().queryByText(/cannot be read/)).toBeNull();
  cleanup();
  const { pane: ofOwn } = await openEncryption('uncheckedOwn');
  ofOwn().getByText(/^For three days your own entry .* could not be read/);
  ofOwn().getByText(/your keys are among them\.$/);
});

it('offers no look where looking ends nothing', async () => {
  const { pane } = await openEncryption('failedForGood');
  pane().getByText(/looking again does not end it\.$/);
  expect(pane().queryByRole('button', { name: 'Try again' })).toBeNull();
  pane().getByRole('button', { name: 'Save the evidence' });
});

it.each([
  ['ownEntryFailed', 'A key or device in your name is not yours', /^Make new keys for your/],
  ['logFailed', 'The public log of keys cannot be relied on', /can begin the log anew/],
] as const)('%s: banner and pane lead to what the alarm wants done', async (scene, title, end) => {
  const { pane, user, line } = await openChatIn(scene);
  const banner = within(
    await screen.findByRole('region', { name: 'Nothing is sent to Aisyah Rahman' }),
  );
  banner.getByText('What you write waits here.');
  await user.click(banner.getByRole('button', { name: 'What to do' }));
  const advice = within(await screen.findByRole('dialog', { name: title }));
  advice.getByText(end);
  await user.click(advice.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await user.click(line());
  await screen.findByRole('heading', { name: 'The check failed', level: 3 });
  expect(pane().queryByRole('button', { name: 'Try again' })).toBeNull();
  // It has words of its own for this chat alone: all else is said in one place.
  const card = within(pane().getByRole('region', { name: 'The check failed' }));
  card.getByText(/^This counts for every chat\./);
  expect(card.queryAllByRole('listitem')).toHaveLength(0);
  await user.click(card.getByRole('button', { name: 'What to do' }));
  await screen.findByRole('dialog', { name: title });
});

it.each([
  [
    'checkFailed',
    'entry',
    /does not agree with the key that the server shows for Aisyah/,
    /waits here as long as the check fails/,
  ],
  [
    'labelFailed',
    'label',
    /by which you found Aisyah Rahman leads to somebody else/,
    /until you have compared safety numbers with Aisyah Rahman/,
  ],
] as const)(
  '%s: the pane, the banner and what waits say what it is',
  async (scene, by, words, waits) => {
    const { pane, user, t, world } = await openChatIn(scene);
    const banner = within(screen.getByRole('region', { name: 'Nothing is sent to Aisyah Rahman' }));
    banner.getByText(words);
    banner.getByText(waits);
    expect(banner.getAllByRole('button')).toHaveLength(1);
    await user.click(banner.getByRole('button', { name: 'What to do' }));
    await screen.findByRole('heading', { name: 'The check failed', level: 3 });
    pane().getByText(words);
    pane().getByText(t(`encryption.todo.${by}.third`));
    await user.click(pane().getByRole('button', { name: 'Save the evidence' }));
    await pane().findByText('The evidence is saved.');
    expect(world.shell.saved.map(({ name }) => name)).toEqual(['bisik-key-evidence.json']);
  },
);

it.each([
  ['failed', 'Checked just now: it still does not agree.'],
  ['unavailable', 'It still cannot be checked.'],
  ['checking', 'The log does not have this key yet. That can take two minutes.'],
  ['agrees', 'The log agrees.'],
] as const)('trying again says what it came to: %s', async (result, words) => {
  const { pane, user, world } = await openEncryption('unchecked');
  world.keyCheck = result;
  expect(pane().queryByRole('button', { name: 'Save the evidence' })).toBeNull();
  await user.click(pane().getByRole('button', { name: 'Try again' }));
  await pane().findByText(words);
});

it('what was found of a number or username stays when it is looked at again, and the mark says what it lets go', async () => {
  const { pane, user, world } = await openEncryption('labelFailed');
  world.keyCheck = 'failed';
  await user.click(pane().getByRole('button', { name: 'Try again' }));
  await pane().findByText(/stays until you have compared numbers/);
  await user.click(pane().getByRole('button', { name: 'Mark as verified' }));
  const dialog = within(await screen.findByRole('alertdialog'));
  dialog.getByText(/goes to this account then/);
});

it.each([
  ['ownEntryFailed', 480, 0],
  ['logFailed', 480, 0],
  ['ownEntryFailed', 1440, 1],
  // Of this chat alone the alarm says nothing.
  ['checkFailed', 480, 1],
] as const)(
  '%s at %i pixels is said once over the composer where no alarm says it: %i',
  async (scene, width, count) => {
    await openChatIn(scene, { width });
    if (scene !== 'checkFailed') await screen.findByRole('button', { name: 'Save the evidence' });
    await screen.findAllByRole('img', { name: 'Waits: the check of keys failed' });
    const banners = () =>
      screen.queryAllByRole('region', { name: 'Nothing is sent to Aisyah Rahman' });
    if (count > 0) await waitFor(() => expect(banners()).toHaveLength(count));
    expect(banners()).toHaveLength(count);
  },
);

it('somebody in the person’s name stands over every view, with what to do', async () => {
  const { user } = await openChatIn('ownEntryFailed');
  const strip = within(
    await screen.findByRole('region', { name: 'A key or device in your name is not yours' }),
  );
  await user.click(strip.getByRole('button', { name: 'What to do' }));
  const dialog = within(
    await screen.findByRole('dialog', { name: 'A key or device in your name is not yours' }),
  );
  expect(dialog.getAllByRole('listitem')).toHaveLength(3);
  await user.click(dialog.getByRole('button', { name: 'Save the evidence' }));
  await dialog.findByText('The evidence is saved.');
  await user.click(dialog.getByRole('button', { name: 'Devices' }));
  await screen.findByRole('heading', { name: 'Devices' });
});

it('a number or username that leads to somebody else stands over every view, and says that chats go on', async () => {
  const name = 'The server lists your number or username wrongly';
  const { user } = await openChatIn('ownLabelFailed');
  const strip = within(await screen.findByRole('region', { name }));
  strip.getByText(/Your chats go on/);
  await user.click(strip.getByRole('button', { name: 'What to do' }));
  const dialog = within(await screen.findByRole('dialog', { name }));
  dialog.getByText(/they rest on keys/);
  dialog.getByText(/^Bisik looks again by itself/);
  expect(dialog.getAllByRole('listitem')).toHaveLength(3);
  expect(dialog.queryByRole('button', { name: 'Devices' })).toBeNull();
  expect(screen.queryByRole('region', { name: /Nothing is sent to/ })).toBeNull();
});
