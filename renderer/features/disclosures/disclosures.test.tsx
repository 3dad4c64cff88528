import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { sampleItems } from '../../testing/fake/sample-sharing.ts';
import type { World } from '../../testing/fake/world.ts';
import { openScene } from '../../testing/open-scene.ts';
import { toUuid } from '../../testing/samples.ts';
import { toDays } from './to-days.ts';

const open = (scene: string, change?: (world: World) => void) =>
  openScene('What was shared', scene, change);
const items = () => document.querySelectorAll('li[data-check]');
const itemOf = (text: HTMLElement) => within(text.closest('li') as HTMLElement);
const findLog = () => screen.findByRole('region', { name: 'The log' });

describe('what was shared', () => {
  it('stands day by day, each with its check, its end and its ground', async () => {
    await open('sharing');
    await waitFor(() => expect(items()).toHaveLength(6));
    const [sent] = await screen.findAllByText('23:10, to Kumpulan Nusa');
    const yesterday = itemOf(sent as HTMLElement);
    yesterday.getByText('How often the app is used');
    yesterday.getByText('by choice');
    yesterday.getByText('Checked here: it is in the log, as shown.');
    yesterday.getByText(/rests on your yes of 12 November 2026/);
    yesterday.getByText(/Kumpulan Nusa confirmed it 22 Nov, 23:10\./);
    screen.getByText('Not checked yet.');
    screen.getByText(/No answer came; it may have arrived\./);
    screen.getByText('Deletion asked 12 Nov, 09:41, confirmed by Kumpulan Nusa 12 Nov, 09:42.');
    screen.getByText('Deletion asked 12 Nov, 09:41; not confirmed yet.');
  });

  it('shows the bytes that were sent, byte for byte, on demand', async () => {
    const { user, world } = await open('sharing');
    expect(screen.queryByRole('figure')).toBeNull();
    const name = /^Show what was sent: Friend suggestions/;
    await user.click(await screen.findByRole('button', { name }));
    const sent = world.sharing.items.find(({ purpose }) => purpose === 'friend-suggestions');
    expect(screen.getByRole('figure').textContent).toBe(sent?.payload);
    screen.getByText(/a code of this one item \(deletionHandle\)/);
    const hide = screen.getByRole('button', { name: /^Hide what was sent: Friend suggestions/ });
    expect([hide.textContent, hide.getAttribute('aria-expanded')]).toEqual([
      'Hide what was sent',
      'true',
    ]);
    await user.click(hide);
    const show = screen.getByRole('button', { name });
    expect([show.textContent, show.getAttribute('aria-expanded')]).toEqual([
      'Show what was sent',
      'false',
    ]);
    expect(screen.queryByRole('figure')).toBeNull();
  });

  it('says when one does not match', async () => {
    await open('sharing', ({ sharing }) => {
      sharing.items = sampleItems().map((item) => ({ ...item, check: 'failed' }));
    });
    expect(await screen.findAllByText('Does not match the log.')).toHaveLength(6);
  });

  it('says when no yes for it is known here', async () => {
    await open('sharing', ({ sharing }) => {
      sharing.items = sampleItems().map((item) => ({ ...item, restsOnAt: null }));
    });
    const none = await screen.findAllByText(
      /· no (yes|acceptance) of yours for this is known here/,
    );
    expect(none).toHaveLength(6);
    expect(screen.queryByText(/rests on your/)).toBeNull();
  });

  it('comes page by page, and the filter looks on older pages, too', async () => {
    const { user, world, emit } = await open('sharing', ({ sharing }) => {
      const [one] = sampleItems().filter(({ purpose }) => purpose === 'usage-metrics');
      if (!one) throw new Error('no item');
      sharing.items = Array.from({ length: 45 }, (_, index) => ({
        ...one,
        number: 45 - index,
        disclosureId: toUuid(45 - index, 60),
        at: one.at - index * 86_400_000,
        purpose: index === 44 ? 'security' : one.purpose,
      }));
    });
    await waitFor(() => expect(items()).toHaveLength(20));
    await user.click(screen.getByRole('button', { name: 'Show older' }));
    await waitFor(() => expect(items()).toHaveLength(40));
    // Something new does not cost what was loaded.
    emit('disclosures.changed', world.sharing.log);
    await waitFor(() => expect(items()).toHaveLength(40));
    await user.click(screen.getByRole('button', { name: /Purpose/ }));
    await user.click(await screen.findByRole('option', { name: 'Securing systems' }));
    await waitFor(() => expect(items()).toHaveLength(1));
    screen.getByText('1 item');
  });

  it('says what will be here while there is nothing', async () => {
    await open('nothingshared');
    await screen.findByRole('heading', { name: 'Nothing was shared' });
  });

  it('says that it could not be read, and tries again', async () => {
    const { user, host } = await open('nothingshared', ({ sharing }) => {
      sharing.items = sampleItems();
    });
    await waitFor(() => expect(items()).toHaveLength(6));
    const { list } = host.disclosures;
    Object.assign(host.disclosures, { list: () => Promise.reject(new Error('disk')) });
    await user.click(screen.getByRole('button', { name: 'Profile' }));
    await user.click(screen.getByRole('button', { name: 'What was shared' }));
    await screen.findByRole('heading', { name: 'What was shared could not be read' });
    Object.assign(host.disclosures, { list });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(items()).toHaveLength(6));
  });

  it('is put together by the calendar day', () => {
    expect(toDays(sampleItems()).map((day) => [day.key, day.items.length])).toEqual([
      ['2026-11-23', 1],
      ['2026-11-22', 1],
      ['2026-11-21', 1],
      ['2026-11-18', 1],
      ['2026-11-03', 2],
    ]);
  });
});

describe('the log', () => {
  it.each([
    [
      'sharing',
      'The log holds together',
      /^Checked 14:06 · 48,210,774 entries for the whole server · agreed with 2/,
    ],
    ['lognever', 'Not checked yet', /as soon as the server can be reached/],
    ['logoffline', 'The log could not be checked now', /Last good check: 22 Nov, 14:06/],
    ['logrestored', 'The operator restored a backup', /accounts for all that this computer saw/],
    ['logunproved', 'The operator says that a backup was restored', /nothing proves that/],
    ['logfull', 'The log holds together', /shows more than this computer keeps of it/],
    ['forked', 'The log does not hold together', /two different logs of the same length/],
  ])('%s: %s', async (scene, title, text) => {
    await open(scene);
    const log = within(await findLog());
    log.getByText(title);
    log.getByText(text);
  });

  it('names who watches it, and who runs them', async () => {
    const { user } = await open('sharing');
    const log = within(await findLog());
    await user.click(log.getByRole('button', { name: 'Who watches this log' }));
    log.getByText('witness.example/north, run by Persatuan Hak Digital. Co-signed 14:06.');
    log.getByText('The apps of 2 contacts saw the same log.');
    log.getByText('Its name: bisik.example/5f3a19c2/disclosures/1');
  });

  it('is checked by a press, and what was restored is read', async () => {
    const { user, world } = await open('logrestored');
    const log = within(await findLog());
    await user.click(log.getByRole('button', { name: 'Check again' }));
    await waitFor(() => expect(world.sharing.asked).toEqual([{ call: 'check', input: {} }]));
    await user.click(log.getByRole('button', { name: 'Understood' }));
    await log.findByText('The log holds together');
  });

  it('lets the receipt be taken along', async () => {
    const { user, world } = await open('sharing');
    const log = within(await findLog());
    await user.click(log.getByRole('button', { name: 'Export receipt' }));
    await log.findByText('The receipt is saved.');
    expect(world.shell.saved).toEqual([world.sharing.receipt]);
  });
});
