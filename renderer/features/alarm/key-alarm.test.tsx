import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { KeyAlarm, KeyAlarms } from '../../../contract/ipc/encryption/alarms.ts';
import { createSampleWorld, sampleNow } from '../../testing/fake/sample-world.ts';
import { renderApp } from '../../testing/render-app.tsx';

const titles = {
  own_entry: 'A key or device in your name is not yours',
  own_label: 'The server lists your number or username wrongly',
  log: 'The public log of keys cannot be relied on',
  epoch: 'The public log of keys began anew',
  label_key: 'The server finds people under another key than before',
} as const;

type Given = Omit<KeyAlarm, 'foundAt'>;
const found = (...alarms: readonly Given[]): KeyAlarms => ({
  alarms: alarms.map((alarm) => ({ ...alarm, foundAt: sampleNow - 3_600_000 })),
});
const start = async (alarm: Given, ...others: readonly Given[]) => {
  const world = createSampleWorld();
  world.keyAlarms = found(alarm, ...others);
  const app = await renderApp(world);
  const title = titles[alarm.by];
  const strip = await screen.findByRole('region', { name: title });
  await app.user.click(within(strip).getByRole('button', { name: 'What to do' }));
  const advice = within(await screen.findByRole('dialog', { name: title }));
  const tell = (...told: readonly Given[]): void => {
    world.keyAlarms = found(...told);
    app.emit('encryption.alarmsChanged', world.keyAlarms);
  };
  const number = world.account.phase === 'ready' ? world.account.number : '';
  return { ...app, advice, title, tell, number };
};
const goOn = 'Go on with this server…';

it.each([
  ['own_entry', 'new_keys', /Make new keys for your account/],
  ['own_entry', 'look', /You made new keys/],
  ['own_label', 'look', /as you chose, it ends/],
  ['log', 'new_epoch', /can begin the log anew/],
  ['log', 'never', /does not end/],
] as const)(
  '%s, %s: it says what has to be first, and offers no way round',
  async (by, end, words) => {
    const { advice } = await start({ by, end });
    advice.getByText(words);
    expect(advice.queryByRole('button', { name: goOn })).toBeNull();
  },
);

it('shows what changed while it is open: new keys were made', async () => {
  const { advice, tell } = await start({ by: 'own_entry', end: 'look' });
  tell({ by: 'own_entry', end: 'ready' });
  await advice.findByRole('button', { name: goOn });
  advice.getByText(/before you decide/);
});

it.each([
  ['in its place while what to do is shown', false, []],
  ['in its place while the person is asked', true, []],
  ['before it while what to do is shown', false, [{ by: 'own_entry', end: 'ready' }]],
  ['before it while the person is asked', true, [{ by: 'own_entry', end: 'ready' }]],
] as const)(
  'another one comes %s: nothing of it is shown, or said yes to, before they want it',
  async (_, asked, stays) => {
    const { advice, tell, title, user, number } = await start({ by: 'own_entry', end: 'ready' });
    if (asked) {
      await user.click(advice.getByRole('button', { name: goOn }));
      await user.type(within(await screen.findByRole('alertdialog')).getByRole('textbox'), number);
    }
    tell({ by: 'log', end: 'ready' }, ...stays);
    const strip = within(await screen.findByRole('region', { name: titles.log }));
    expect(screen.queryByRole('region', { name: title, hidden: true })).toBeNull();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.queryByRole('alertdialog')).toBeNull();
    const more = strip.getByRole('button', { name: 'What to do' });
    await waitFor(() => expect(document.activeElement).toBe(more));
    await user.click(more);
    const next = within(await screen.findByRole('dialog', { name: titles.log }));
    await user.click(next.getByRole('button', { name: goOn }));
    const asking = within(await screen.findByRole('alertdialog'));
    expect(asking.getByRole<HTMLInputElement>('textbox').value).toBe('');
  },
);

it.each([
  ['own_entry', /do not change who runs it/],
  ['own_label', /lead to somebody else/],
  ['log', /waits until that log says their key/],
  ['epoch', /left out something that it had signed/],
  ['label_key', /cannot check whom you find/],
] as const)('%s: to go on takes the person’s number, after what it means', async (by, words) => {
  const { advice, title, user, world, number } = await start({ by, end: 'ready' });
  await user.click(advice.getByRole('button', { name: goOn }));
  const dialog = await screen.findByRole('alertdialog', { name: 'Go on with this server?' });
  const asking = within(dialog);
  asking.getByText(words);
  expect(asking.getAllByRole('listitem')).toHaveLength(4);
  const yes = asking.getByRole('button', { name: 'Go on' });
  await user.click(yes);
  await asking.findByText('This is not the number of this account.');
  expect(world.keyAlarms.alarms).toHaveLength(1);
  await user.type(asking.getByRole('textbox'), number);
  await user.click(yes);
  await waitFor(() => expect(screen.queryByRole('region', { name: title })).toBeNull());
  expect(screen.queryByRole('alertdialog')).toBeNull();
  // The strip that all this was opened from is gone: the keyboard goes on at the chats.
  await waitFor(() => expect(document.activeElement?.closest('[data-chat-id]')).not.toBeNull());
});

it('who does not go on has the keyboard where they came from', async () => {
  const { advice, title, user } = await start({ by: 'log', end: 'ready' });
  await user.click(advice.getByRole('button', { name: goOn }));
  const asking = within(await screen.findByRole('alertdialog'));
  await user.click(asking.getByRole('button', { name: 'Not now' }));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  const strip = within(screen.getByRole('region', { name: title }));
  const more = strip.getByRole('button', { name: 'What to do' });
  await waitFor(() => expect(document.activeElement).toBe(more));
});

it('says why it cannot be after all, and stays', async () => {
  const { advice, title, user, world, number } = await start({ by: 'log', end: 'ready' });
  await user.click(advice.getByRole('button', { name: goOn }));
  const asking = within(await screen.findByRole('alertdialog'));
  world.keyAlarms = found({ by: 'log', end: 'new_epoch' });
  await user.type(asking.getByRole('textbox'), number);
  await user.click(asking.getByRole('button', { name: 'Go on' }));
  await asking.findByText(/cannot be ended yet/);
  expect(screen.getByRole('region', { name: title, hidden: true })).toBeTruthy();
});

it('leads to new keys with words of their own, and says what becomes of what was compared', async () => {
  const { advice, user, world } = await start({ by: 'own_entry', end: 'new_keys' });
  await user.click(advice.getByRole('button', { name: 'Make new keys' }));
  const asking = within(
    await screen.findByRole('alertdialog', { name: 'Make new keys for your account?' }),
  );
  asking.getByText(/has nothing of your new ones/);
  asking.getByText(/^Numbers that you compared count no more/);
  asking.getByText(/The alarm stays until the public log says the new keys/);
  expect(asking.queryByText(/lost computer/)).toBeNull();
  await user.click(asking.getByRole('button', { name: 'Make new keys' }));
  const done = within(await screen.findByRole('alertdialog', { name: 'New keys are in force' }));
  done.getByText(/Compare again: the number is another one now/);
  expect(done.queryByText(/lost computer/)).toBeNull();
  expect(world.devices.state.newKeys.madeAt).not.toBeNull();
  // The alarm goes on.
  await user.click(done.getByRole('button', { name: 'Close' }));
  await screen.findByRole('region', { name: titles.own_entry });
});

const stripOf = async (by: keyof typeof titles) =>
  within(await screen.findByRole('region', { name: titles[by] }));
const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

it('several at once: each stands there by its name, is spoken, and has its page by the keyboard; one ends, and the others stay', async () => {
  const { advice, user, number } = await start(
    { by: 'own_label', end: 'look' },
    { by: 'epoch', end: 'ready' },
    { by: 'label_key', end: 'ready' },
  );
  await user.click(advice.getByRole('button', { name: 'Close' }));
  await closed();
  const strip = await stripOf('own_label');
  const spoken = strip.getByRole('alert').textContent;
  for (const by of ['own_label', 'epoch', 'label_key'] as const)
    expect(spoken).toContain(titles[by]);
  const way = strip.getByRole('button', { name: titles.epoch });
  way.focus();
  await user.tab();
  expect(document.activeElement).toBe(strip.getByRole('button', { name: titles.label_key }));
  await user.tab({ shift: true });
  await user.keyboard('{Enter}');
  let page = within(await screen.findByRole('dialog', { name: titles.epoch }));
  page.getByText(/leaves out something/);
  await user.keyboard('{Escape}');
  await closed();
  await waitFor(() => expect(document.activeElement).toBe(way));

  await user.keyboard('{Enter}');
  page = within(await screen.findByRole('dialog', { name: titles.epoch }));
  await user.click(page.getByRole('button', { name: goOn }));
  const asking = within(await screen.findByRole('alertdialog'));
  asking.getByText(/left out something that it had signed/);
  await user.type(asking.getByRole('textbox'), number);
  await user.click(asking.getByRole('button', { name: 'Go on' }));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  expect(strip.queryByRole('button', { name: titles.epoch })).toBeNull();
  strip.getByRole('button', { name: titles.label_key });
});

it('a notice that comes while the page of a graver one is read closes nothing, and stands below', async () => {
  const { advice, tell } = await start({ by: 'own_label', end: 'look' });
  tell({ by: 'own_label', end: 'look' }, { by: 'epoch', end: 'ready' });
  const strip = await screen.findByRole('region', { name: titles.own_label, hidden: true });
  await waitFor(() => expect(strip.textContent).toContain(titles.epoch));
  advice.getByText(/Once the log says it as you chose, it ends/);
});

it('one that ends while its page is open takes that along, and comes again without it', async () => {
  const label = { by: 'own_label', end: 'look' } as const;
  const notice = { by: 'epoch', end: 'ready' } as const;
  const { advice, tell, user } = await start(label, notice);
  await user.click(advice.getByRole('button', { name: 'Close' }));
  await closed();
  const strip = await stripOf('own_label');
  await user.click(strip.getByRole('button', { name: titles.epoch }));
  await screen.findByRole('dialog', { name: titles.epoch });
  tell(label);
  await closed();
  tell(label, notice);
  await waitFor(() => strip.getByRole('button', { name: titles.epoch }));
  expect(screen.queryByRole('dialog')).toBeNull();
});
