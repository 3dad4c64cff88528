import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { deviceScenes } from '../../testing/device-scenes.ts';
import type { World } from '../../testing/fake/world.ts';
import { openDevices } from '../../testing/open-devices.ts';
import { type RenderedApp, renderApp } from '../../testing/render-app.tsx';

const list = () => screen.findByRole('region', { name: 'Devices of your account' });
const rows = async () =>
  within(await list())
    .getAllByRole('listitem')
    .map((row) => row.textContent ?? '');
const button = (name: string | RegExp) => screen.findByRole('button', { name });
const unlinked = (app: RenderedApp) =>
  app.world.devices.asked.filter(({ call }) => call === 'unlink').map(({ input }) => input);

describe('the list', () => {
  it('has this device first, then the newest, each with when it was added and last active', async () => {
    const { world } = await openDevices('devices');
    const [own, laptop, old, ...more] = await rows();
    expect(own).toMatch(/^StudyThis deviceAdded .+ · Active nowRename$/);
    expect(laptop).toMatch(/^Nadia’s laptopAdded .+ · Last active: YesterdayUnlink$/);
    expect(old).toMatch(/^Windows computerAdded .+ · Last active: \d+ \w+( \d+)?Unlink$/);
    expect(more).toEqual([]);
    screen.getByText('3 of 5');
    await waitFor(() => expect(world.devices.asked).toEqual([{ call: 'refresh', input: {} }]));
  });

  it('warns of a device whose name cannot be read', async () => {
    await openDevices('fivedevices');
    const row = (await rows()).find((text) =>
      text.startsWith('A device whose name cannot be read'),
    );
    expect(row).toContain('Has not connected yet');
    expect(row).toContain('If you do not know when you added it, unlink it.');
  });

  it('links no sixth one, and says what to do first', async () => {
    const { user } = await openDevices('fivedevices');
    await screen.findByText('You have 5 devices. Unlink one before you link another.');
    await user.click(await button('Link a device'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says what another one is good for while there is one', async () => {
    await openDevices('onedevice');
    await screen.findByText(/^Only this device so far/);
    expect(screen.queryByRole('button', { name: 'Unlink all others' })).toBeNull();
  });

  it('stands as it was last heard while the server cannot be asked, and asks again', async () => {
    const { user, world } = await openDevices('devicesoffline');
    await screen.findByText('The list is as it was last heard.');
    expect(await rows()).toHaveLength(3);
    world.devices.problem = null;
    await user.click(await button('Try again'));
    await waitFor(() => expect(screen.queryByText('The list is as it was last heard.')).toBeNull());
  });

  it('says that it is not known before the server could be asked once', async () => {
    const { user, world } = await openDevices('devicesunknown');
    await screen.findByText('Your devices are not known here yet');
    screen.getByText('The server cannot be reached.');
    world.devices.problem = null;
    await user.click(await button('Try again'));
    expect(await rows()).toHaveLength(3);
  });

  it('follows what another device did', async () => {
    const { world, emit } = await openDevices('devices');
    expect(await rows()).toHaveLength(3);
    const devices = world.devices.atServer.slice(0, 2);
    emit('devices.changed', { ...world.devices.state, devices });
    await waitFor(async () => expect(await rows()).toHaveLength(2));
  });

  it('is found by words that do not stand in it', async () => {
    const { user } = await openDevices('devices');
    await user.type(screen.getByRole('searchbox', { name: 'Find a setting' }), 'stolen laptop');
    await screen.findByRole('heading', { name: 'Devices', level: 3 });
    expect(await rows()).toHaveLength(3);
  });
});

describe('a name', () => {
  it('is changed in its row, and the keyboard is where it was', async () => {
    const { user, world } = await openDevices('devices');
    await user.click(await button('Rename'));
    const field = await screen.findByRole('textbox', { name: 'Name of this device' });
    expect(document.activeElement).toBe(field);
    await user.clear(field);
    await screen.findByText('Give it a name that you will know it by.');
    await user.type(field, 'Bilik kerja{Enter}');
    await waitFor(async () => expect((await rows())[0]).toMatch(/^Bilik kerja/));
    expect(world.devices.asked).toContainEqual({ call: 'rename', input: { name: 'Bilik kerja' } });
    expect(document.activeElement).toBe(await button('Rename'));
  });

  it('stays with Escape, and says why it could not be changed', async () => {
    const { user, world } = await openDevices('devices');
    await user.click(await button('Rename'));
    await user.keyboard('x{Escape}');
    expect((await rows())[0]).toMatch(/^StudyThis/);
    await screen.findByRole('heading', { name: 'Devices', level: 2 });
    world.devices.problem = { code: 'offline' };
    await user.click(await button('Rename'));
    await user.keyboard('x{Enter}');
    await screen.findByText('The server cannot be reached.');
  });
});

describe('unlinking', () => {
  it('says what it does and asks about the messages before it does anything', async () => {
    const app = await openDevices('devices');
    const { user } = app;
    await user.click(await button('Unlink Nadia’s laptop'));
    const dialog = await screen.findByRole('alertdialog', { name: 'Unlink Nadia’s laptop?' });
    within(dialog).getByText(/^It is out at once/);
    within(dialog).getByText(/^Lost or stolen\?/);
    await user.click(within(dialog).getByRole('button', { name: 'Unlink it' }));
    within(dialog).getByText('Choose one of the two.');
    expect(unlinked(app)).toEqual([]);
    await user.click(within(dialog).getByRole('radio', { name: /^Leave them there/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Unlink it' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(unlinked(app)).toEqual([{ deviceIds: [2], wipe: false }]);
    expect(await rows()).toHaveLength(2);
  });

  it('wipes all the others, where they connect', async () => {
    const app = await openDevices('devices');
    const { user } = app;
    await user.click(await button('Unlink all others'));
    const dialog = await screen.findByRole('alertdialog', { name: 'Unlink 2 other devices?' });
    const wipe = within(dialog).getByRole('radio', {
      name: /^Wipe them.*On one that never does, or has not seen this device in its list before, they stay\.$/,
    });
    await user.click(wipe);
    await user.click(within(dialog).getByRole('button', { name: 'Unlink them' }));
    await waitFor(async () => expect(await rows()).toHaveLength(1));
    expect(unlinked(app)).toEqual([{ deviceIds: [2, 4], wipe: true }]);
  });

  it('is refused as easily, and says why it could not be done', async () => {
    const app = await openDevices('devices');
    const { user, world } = app;
    await user.click(await button('Unlink Windows computer'));
    await user.click(await button('Keep linked'));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    world.devices.problem = { code: 'offline' };
    await user.click(await button('Unlink Windows computer'));
    await user.click(await screen.findByRole('radio', { name: /^Wipe them/ }));
    await user.click(await button('Unlink it'));
    const dialog = await screen.findByRole('alertdialog');
    await within(dialog).findByText('The server cannot be reached.');
    expect(await rows()).toHaveLength(3);
  });
});

describe('a device that was added', () => {
  const title = 'Windows computer was added to your account';

  it('is told of over every view, until the person says that they know', async () => {
    const world = deviceScenes.added?.() as World;
    const { user } = await renderApp(world);
    const notice = await screen.findByRole('region', { name: title });
    within(notice).getByText(/^Linked at \d\d:\d\d\./);
    await user.click(within(notice).getByRole('button', { name: 'This was me' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: title })).toBeNull());
    expect(world.devices.asked).toContainEqual({ call: 'readAdded', input: {} });
  });

  it('leads to where it is unlinked', async () => {
    const world = deviceScenes.added?.() as World;
    const app = await renderApp(world);
    const notice = await screen.findByRole('region', { name: title });
    await app.user.click(within(notice).getByRole('button', { name: 'Unlink it' }));
    await list();
    expect(screen.queryByRole('region', { name: title })).toBeNull();
    screen.getByText(title);
    await app.user.click(await button('Unlink it'));
    await screen.findByRole('alertdialog', { name: 'Unlink Windows computer?' });
    await app.user.click(screen.getByRole('radio', { name: /^Wipe them/ }));
    const yes = within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Unlink it' });
    await app.user.click(yes);
    await waitFor(() => expect(screen.queryByText(title)).toBeNull());
    expect(unlinked(app)).toEqual([{ deviceIds: [5], wipe: true }]);
  });
});

describe('a device that the person approved here and that joined', () => {
  const title = 'Windows computer was linked';
  const start = async () => {
    const world = deviceScenes.linked?.() as World;
    const app = await renderApp(world);
    return { ...app, notice: await screen.findByRole('region', { name: title }) };
  };

  it('is told of quietly over every view, until the line is closed', async () => {
    const { user, notice, world } = await start();
    // No alarm and no question: nothing of trust is said.
    expect(notice.dataset.tone).toBe('plain');
    expect(within(notice).getByRole('status').textContent).toMatch(/You approved it here, today/);
    await user.click(within(notice).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: title })).toBeNull());
    expect(world.devices.asked).toContainEqual({ call: 'readLinked', input: {} });
  });

  it('leads to the list of devices, where it was read by then', async () => {
    const { user, notice, world } = await start();
    await user.click(within(notice).getByRole('button', { name: 'Devices' }));
    await list();
    await waitFor(() => expect(screen.queryByText(title)).toBeNull());
    expect(world.devices.state.linked).toBeNull();
  });

  it('stands in the section itself where that is open', async () => {
    const { user, world } = await openDevices('linked');
    await screen.findByText(title);
    expect(screen.queryByRole('region', { name: title })).toBeNull();
    await user.click(await button('Close'));
    await waitFor(() => expect(screen.queryByText(title)).toBeNull());
    expect(world.devices.state.linked).toBeNull();
  });
});

describe('a computer that was lost', () => {
  const asked = (app: RenderedApp, what: string) =>
    app.world.devices.asked.filter(({ call }) => call === what);
  const question = () =>
    screen.findByRole('alertdialog', { name: 'Make new keys for your account?' });

  it('leads from unlinking to new keys, which are asked about by themselves', async () => {
    const app = await openDevices('devices');
    const { user } = app;
    await user.click(await button('Unlink Nadia’s laptop'));
    const dialog = await screen.findByRole('alertdialog', { name: 'Unlink Nadia’s laptop?' });
    await user.click(within(dialog).getByRole('radio', { name: /^Wipe them/ }));
    await user.click(
      within(dialog).getByRole('checkbox', {
        name: 'It was lost or stolen: make new keys',
      }),
    );
    await user.click(within(dialog).getByRole('button', { name: 'Unlink it' }));
    const next = await question();
    expect(unlinked(app)).toEqual([{ deviceIds: [2], wipe: true }]);
    expect(asked(app, 'makeNewKeys')).toEqual([]);
    within(next).getByText(/^Your other computer must be linked again\./);
    within(next).getByText(/^The people you write with see that your keys changed/);
    // What was compared is said to count no more, before and after.
    within(next).getByText(/^Numbers that you compared count no more, on either side/);
    within(next).getByText(/^What the lost computer already holds stays readable on it/);
    await user.click(within(next).getByRole('button', { name: 'Make new keys' }));
    const done = await screen.findByRole('alertdialog', { name: 'New keys are in force' });
    expect(asked(app, 'makeNewKeys')).toHaveLength(1);
    within(done).getByText(/Compare again: the number is another one now/);
    await user.click(within(done).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(await rows()).toHaveLength(1);
    const made = screen.getByText(/^New keys were last made here on /);
    await waitFor(() => expect(document.activeElement?.contains(made)).toBe(true));
    expect(document.activeElement).not.toBe(document.body);
  });

  it('changes nothing without a yes, and says so where it could not be done', async () => {
    const app = await openDevices('devices');
    const { user, world } = app;
    await user.click(await button('Make new keys'));
    await user.click(within(await question()).getByRole('button', { name: 'Not now' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(asked(app, 'makeNewKeys')).toEqual([]);
    world.devices.problem = { code: 'offline' };
    await user.click(await button('Make new keys'));
    const dialog = await question();
    await user.click(within(dialog).getByRole('button', { name: 'Make new keys' }));
    await within(dialog).findByText('The server cannot be reached. Your keys are as they were.');
    expect(await rows()).toHaveLength(3);
  });

  it('says that the answer was lost for as long as it is not known', async () => {
    const { user, emit, world } = await openDevices('newkeyswaiting');
    await screen.findByText('It is not known yet whether the new keys are in force');
    await user.click(await button('Make new keys'));
    expect(screen.queryByRole('alertdialog')).toBeNull();
    const newKeys = { stage: 'none' as const, madeAt: Date.now(), problem: null };
    emit('devices.changed', { ...world.devices.state, newKeys });
    await screen.findByText(/^New keys were last made here on /);
    expect(screen.queryByText('It is not known yet whether the new keys are in force')).toBeNull();
  });
});
