import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openDataSharing, rowOf, toggle } from '../../testing/open-scene.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { sharingScenes } from '../../testing/sharing-scenes.ts';
import { toPickable } from './rule-picker.tsx';

describe('choices', () => {
  it('turn by one press, and record what stood beside the switch as it was before', async () => {
    const { user, asked } = await openDataSharing('sharing');
    const usage = await toggle('How often the app is used');
    expect(usage.checked).toBe(true);
    await user.click(usage);
    await waitFor(() => expect(usage.checked).toBe(false));
    const { shown, ...input } = asked()[0]?.input ?? {};
    expect(input).toEqual({ purpose: 'usage-metrics', recipient: 'nusa', on: false });
    expect(shown?.boxes).toEqual([{ purpose: 'usage-metrics', recipient: 'nusa', ticked: true }]);
    expect(shown?.texts).toContain('How often the app is used');
    expect(shown?.texts).toContain('On. The server has it since 12 Nov, 09:41.');
    expect(shown?.texts[0]).toMatch(/^What the operator of your server may pass on/);
    expect(shown?.texts).not.toContain('Friend suggestions');
    rowOf(usage).getByText('Off. The server has it since 14:06.');
  });

  it('made offline are shown as waiting, without promising more than is so', async () => {
    const { user } = await openDataSharing('day18', (world) => {
      world.connection = { ...world.connection, state: 'offline' };
    });
    const ads = await toggle(/^More relevant ads/);
    await user.click(ads);
    await rowOf(ads).findByText(
      'Turned off here 14:06. Waiting for the server; until it has this, it may still send what you agreed to before.',
    );
  });

  it('go back to what they were, with the reason, when one could not be kept', async () => {
    const { user, host } = await openDataSharing('sharing');
    Object.assign(host.sharing, { choose: () => Promise.reject(new Error('disk')) });
    const usage = await toggle('How often the app is used');
    await user.click(usage);
    await rowOf(usage).findByText(/^Not kept: .* The switch is as before\.$/);
    expect(usage.checked).toBe(true);
  });

  it('count down to the moment with its date and time', async () => {
    await openDataSharing('day18');
    await screen.findByText('12 days left to object · until 5 December 2026, 14:06');
  });

  it('are locked after it, say why, and lead to what still works', async () => {
    const { user, asked } = await openDataSharing('day31');
    const ads = await toggle(/^More relevant ads/);
    expect([ads.disabled, ads.checked]).toEqual([true, true]);
    rowOf(ads).getByText(/^Locked since 22 November 2026, 14:06: the 30 days .* are over\./);
    screen.getByText('The time to object ended on 22 November 2026, 14:06');
    await user.click(rowOf(ads).getByRole('button', { name: 'Refuse everything at once' }));
    const all = await toggle('Refuse all sharing by choice');
    expect(document.activeElement).toBe(all);
    await user.click(all);
    await waitFor(() => expect(all.checked).toBe(true));
    expect(asked().map(({ call }) => call)).toEqual(['setGlobalOptOut']);
    expect(asked()[0]?.input.shown.boxes).toHaveLength(3);
    expect(ads.checked).toBe(false);
    screen.getByText(/^Turning it off gives nothing by itself.*is locked there/);
    rowOf(ads).getByText(/You refuse everything at once/);
    expect(screen.queryByRole('button', { name: 'Refuse everything at once' })).toBeNull();
  });
});

describe('what is sent', () => {
  it('is shown field by field, with the very bytes', async () => {
    const { user, world } = await openDataSharing('sharing');
    await user.click(
      await screen.findByRole('button', { name: 'What is sent: How often the app is used' }),
    );
    const bytes = await screen.findByRole('figure', { name: 'The bytes of one item' });
    expect(bytes.textContent).toBe(world.sharing.previews['usage-metrics']?.payload);
    screen.getByText(/^These exact bytes, as the day stands so far\./);
    screen.getByText(/a code of this one item \(deletionHandle\)/);
    screen.getByText(/1 of 4 spent, 3 left\. Each new answer costs 1/);
  });

  it('is called an example where it is one, and unknown where it cannot be asked', async () => {
    const { user } = await openDataSharing('sharing');
    await user.click(await screen.findByRole('button', { name: /^What is sent: More/ }));
    await screen.findByText(
      'The switch is off: nothing of this goes out. This is what would be sent.',
    );
    await user.click(screen.getByRole('button', { name: 'What is sent: Friend suggestions' }));
    await screen.findByText(/so the exact bytes are not known here/);
  });

  it('goes by the switch as it stands, whatever was answered before it was turned', async () => {
    const { user, host } = await openDataSharing('sharing');
    const usage = await toggle('How often the app is used');
    const row = rowOf(usage);
    await user.click(row.getByRole('button', { name: /^What is sent/ }));
    await row.findByText(/^These exact bytes/);
    Object.assign(host.sharing, { preview: () => new Promise(() => undefined) });
    await user.click(usage);
    await row.findByText(
      'The switch is off: nothing of this goes out. This is what would be sent.',
    );
    expect(row.queryByText(/^These exact bytes/)).toBeNull();
  });

  it('does not say that nothing goes out while the server may not have the no', async () => {
    const { user } = await openDataSharing('day18', (world) => {
      world.connection = { ...world.connection, state: 'offline' };
    });
    const ads = await toggle(/^More relevant ads/);
    await user.click(rowOf(ads).getByRole('button', { name: /^What is sent/ }));
    await user.click(ads);
    await rowOf(ads).findByText(
      'The switch is off, and the server does not have that yet. This is what would be sent.',
    );
  });

  it('is not called forbidden where only its values are not known yet', async () => {
    const { user } = await openDataSharing('sharing', ({ sharing }) => {
      const { 'spam-and-abuse': known } = sharing.previews;
      sharing.previews['spam-and-abuse'] = { payload: known?.payload ?? null, exact: false };
    });
    await user.click(await screen.findByRole('button', { name: /why\? Fighting spam and abuse$/ }));
    await screen.findByText('An example: some of these values are not known here yet.');
  });

  it('has a place for how much went out while that is being read', async () => {
    const world = sharingScenes.sharing?.();
    if (!world) throw new Error('no scene');
    const { user, host } = await renderApp(world);
    const { list } = host.disclosures;
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    Object.assign(host.disclosures, {
      list: async (input: { before: number }) => {
        await held;
        return list(input);
      },
    });
    await screen.findByRole('heading', { name: 'Chats', level: 1 });
    await user.keyboard('{Control>},{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Data sharing' }));
    const figure = within(await screen.findByRole('list', { name: 'Where data goes' }));
    await figure.findByRole('status', { name: 'Loading what was shared' });
    answer();
    await figure.findByText(/^Got 6 records about you so far\./);
    expect(figure.queryByRole('status')).toBeNull();
  });

  it('whatever is chosen stands as plainly, with its reason one press away', async () => {
    const { user } = await openDataSharing('sharing');
    const why = await screen.findAllByRole('button', { name: /^Cannot be refused · why\?/ });
    expect(why).toHaveLength(4);
    await user.click(screen.getByRole('button', { name: /why\? Securing systems$/ }));
    await screen.findByText(
      'Whoever tries to break into accounts tries both services. Each warns the other.',
    );
    expect(screen.getAllByText(/Never with your number\./)).toHaveLength(4);
  });
});

describe('what stands in the way', () => {
  it('a restored backup: nothing is sent, and the person need do nothing', async () => {
    await openDataSharing('unconfirmed');
    await screen.findByText('The operator restored a backup');
    expect(screen.getAllByText(/until the server has your latest choices again/)).toHaveLength(5);
  });

  it('a choice that the server refused stays until it is read', async () => {
    const { user } = await openDataSharing('unconfirmed');
    await screen.findByText(
      /^Friend suggestions, 20 Nov, 14:06: The time to change this switch is over/,
    );
    await user.click(screen.getByRole('button', { name: 'Understood' }));
    await waitFor(() => expect(screen.queryByText('The server did not take a choice')).toBeNull());
  });

  it('a server that shares nothing, or that was not heard of yet', async () => {
    await openDataSharing('none');
    await screen.findByRole('heading', { name: 'This server shares nothing with anybody' });
    expect(screen.queryByRole('switch')).toBeNull();
  });

  it('a server that was not heard of yet is asked again', async () => {
    const { user, world } = await openDataSharing('unknown');
    await screen.findByRole('heading', { name: 'Not heard from the server yet' });
    world.sharing = sharingScenes.sharing?.().sharing ?? world.sharing;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await toggle('Friend suggestions');
  });
});

it('says that what stands here may be old while the server cannot be asked', async () => {
  const world = sharingScenes.sharing?.();
  if (!world) throw new Error('no scene');
  const { user, host } = await renderApp(world);
  Object.assign(host.sharing, { refresh: () => Promise.reject(new Error('offline')) });
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await user.keyboard('{Control>},{/Control}');
  await user.click(await screen.findByRole('button', { name: 'Data sharing' }));
  await screen.findByText('The server cannot be asked now');
  await toggle('Friend suggestions');
});

it.each(['by itself as the way to the server opens', 'when told to'])(
  'asks again %s, and then says it no more',
  async (how) => {
    const world = sharingScenes.sharing?.();
    if (!world) throw new Error('no scene');
    world.connection = { ...world.connection, state: 'connecting' };
    const { user, host, emit } = await renderApp(world);
    const { refresh } = host.sharing;
    Object.assign(host.sharing, { refresh: () => Promise.reject(new Error('offline')) });
    await screen.findByRole('heading', { name: 'Chats', level: 1 });
    await user.keyboard('{Control>},{/Control}');
    await user.click(await screen.findByRole('button', { name: 'Data sharing' }));
    await screen.findByText('The server cannot be asked now');
    Object.assign(host.sharing, { refresh });
    if (how === 'when told to') await user.click(screen.getByRole('button', { name: 'Try again' }));
    else act(() => emit('connection.changed', { ...world.connection, state: 'online' }));
    await waitFor(() => expect(screen.queryByText('The server cannot be asked now')).toBeNull());
  },
);

it('asks again when the way to the server opened while it was asking', async () => {
  let fail = (_: Error): void => undefined;
  let asked = 0;
  const world = sharingScenes.sharing?.();
  if (!world) throw new Error('no scene');
  world.connection = { ...world.connection, state: 'connecting' };
  const { user, host, emit } = await renderApp(world);
  const { refresh } = host.sharing;
  const slow: typeof refresh = (input) =>
    asked++ > 0 ? refresh(input) : new Promise((_resolve, reject) => (fail = reject));
  Object.assign(host.sharing, { refresh: slow });
  await screen.findByRole('heading', { name: 'Chats', level: 1 });
  await user.keyboard('{Control>},{/Control}');
  await user.click(await screen.findByRole('button', { name: 'Data sharing' }));
  await waitFor(() => expect(asked).toBe(1));
  act(() => emit('connection.changed', { ...world.connection, state: 'online' }));
  await act(async () => fail(new Error('offline')));
  await waitFor(() => expect(asked).toBe(2));
  await waitFor(() => expect(screen.queryByText('The server cannot be asked now')).toBeNull());
});

describe('the rule', () => {
  it('offers only stricter ones than that of the number', () => {
    expect(toPickable('opt-out')).toEqual(['opt-in', 'opt-out-open']);
    expect(toPickable('opt-out-open')).toEqual(['opt-in']);
    expect(toPickable('opt-in')).toEqual([]);
  });

  it('is said to be the server’s where that names a stricter one', async () => {
    await openDataSharing('day18', (world) => {
      world.sharing.state = {
        ...world.sharing.state,
        regime: 'opt-out-open',
        ownRegime: 'opt-out-open',
        namedRegime: 'opt-out-open',
      };
    });
    await screen.findByRole('radio', { name: /^Shared unless I object, without a deadline/ });
    screen.getByText(/^The server names this rule for your number.*You can change each switch/);
    expect(screen.queryByText(/The rule for numbers of your country/)).toBeNull();
  });

  it('can be made stricter by one press', async () => {
    const { user, asked } = await openDataSharing('day18');
    await user.click(await screen.findByRole('radio', { name: /^Only what I say yes to/ }));
    await screen.findByText(/Going back turns nothing on by itself/);
    screen.getByRole('radio', { name: /^Shared unless I object in time/ });
    screen.getByRole('radio', { name: /^Shared unless I object, without a deadline/ });
    expect(asked()[0]).toMatchObject({ call: 'pickRegime', input: { regime: 'opt-in' } });
  });
});

it('is found by what people call it', async () => {
  const { user } = await openDataSharing('sharing');
  await user.type(screen.getByRole('searchbox', { name: 'Find a setting' }), 'opt out');
  await toggle('Refuse all sharing by choice');
});

describe('the other side', () => {
  const local = { name: 'Kumpulan Nusa', url: 'http://127.0.0.1:7500' };
  const here = (change: Partial<typeof local> = {}, url = 'http://127.0.0.1:7480') =>
    openDataSharing('sharing', (world) => {
      world.localAffiliate = { ...local, ...change };
      if (world.account.phase === 'ready')
        world.account = { ...world.account, server: { ...world.account.server, url } };
    });
  const button = () => screen.findByRole('button', { name: 'Open its page' });

  it('is one press away where a program on this computer stands for the recipient', async () => {
    const { user, world } = await here();
    await user.click(await button());
    await waitFor(() => expect(world.shell.opened).toEqual([`${local.url}/?language=en`]));
  });

  it('says so when nothing opened it', async () => {
    const { user, host } = await here();
    Object.assign(host.shell, { openExternal: () => Promise.reject(new Error('no browser')) });
    await user.click(await button());
    await screen.findByText('The link could not be opened.');
  });

  it.each([
    ['another server', {}, 'https://bisik.example'],
    ['another recipient', { name: 'Sanubari' }, undefined],
  ])('is not spoken of with %s', async (_, change, url) => {
    await here(change, url);
    await screen.findByText('Kumpulan Nusa');
    expect(screen.queryByRole('button', { name: 'Open its page' })).toBeNull();
  });
});
