import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { joinDevice } from '../../testing/fake/devices-handlers.ts';
import { sampleCode } from '../../testing/fake/devices-world.ts';
import { createFakeCamera, paintsOf } from '../../testing/fake/fake-camera.ts';
import type { World } from '../../testing/fake/world.ts';
import { openDevices } from '../../testing/open-devices.ts';
import { pngHeader } from '../../testing/png-header.ts';
import type { RenderedApp } from '../../testing/render-app.tsx';

const button = (name: string | RegExp) => screen.findByRole('button', { name });
const dialog = (name: string) => screen.findByRole('dialog', { name });
const question = () => screen.findByRole('alertdialog', { name: 'Link this device?' });
const field = () => screen.findByRole('textbox', { name: 'Or the code as text' });

/** As a person pastes it into its field. */
const enter = async (user: RenderedApp['user'], code: string) => {
  await user.click(await field());
  await user.paste(code);
  await user.keyboard('{Enter}');
};

const start = async (change: (world: World) => void = () => undefined) => {
  const app = await openDevices('devices', change);
  const { world } = app;
  await app.user.click(await button('Link a device'));
  await dialog('Link a device');
  const asked = (call: string) =>
    world.devices.asked.filter((one) => one.call === call).map(({ input }) => input);
  return { ...app, asked };
};

/** A file whose pixels, once drawn, are those of a code. */
const pictureOf = (text: string | undefined, side = 1_000) =>
  new File([pngHeader(side, side), text ?? ''], 'screen.png', { type: 'image/png' });

beforeEach(() => {
  // Of a file the fake pictures have the text behind its header: what a browser decodes is told apart from what we read in it.
  paintsOf((source) => (source instanceof File ? source.slice(24).text() : Promise.resolve('')));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the text of a code', () => {
  it('is read, compared, and linked with what the person chose', async () => {
    const { user, asked, world, emit } = await start();
    await enter(user, sampleCode);
    const asking = await question();
    within(asking).getByText('Linux computer');
    await within(asking).findByText('+60 12 345 6701');
    within(asking).getByText('2049 1763');
    within(asking).getByText('Only link a screen that you can see and that is yours.');
    expect(asking.contains(document.activeElement)).toBe(true);
    // Nothing is given away by reading, nor by a press that left the question open.
    await user.click(within(asking).getByRole('button', { name: 'Link' }));
    within(asking).getByText('Choose one of the two.');
    expect(asked('approve')).toEqual([]);
    await user.click(within(asking).getByRole('radio', { name: /^Bring them along/ }));
    await user.click(within(asking).getByRole('button', { name: 'Link' }));
    const waiting = await dialog('Now look at the other screen');
    within(waiting).getByText('2049 1763');
    within(waiting).getByText(/^Closing this stops nothing\. Linking goes on over there/);
    expect(asked('approve')).toEqual([{ code: sampleCode, withHistory: true }]);
    emit('devices.changed', joinDevice(world, 7, 'Linux computer'));
    const done = await dialog('The device is linked');
    within(done).getByText('Linux computer is linked.');
    await user.click(within(done).getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    // Who read it there is not told again.
    await waitFor(() => expect(world.devices.state.linked).toBeNull());
  });

  it('may start empty', async () => {
    const { user, asked } = await start();
    await enter(user, `  ${sampleCode} `);
    await user.click(await screen.findByRole('radio', { name: /^Start empty/ }));
    await user.click(await button('Link'));
    await dialog('Now look at the other screen');
    expect(asked('approve')).toEqual([{ code: sampleCode, withHistory: false }]);
  });

  it.each([
    [
      'Cancel',
      async ({ user }: Awaited<ReturnType<typeof start>>) => user.click(await button('Cancel')),
    ],
    ['Escape', ({ user }: Awaited<ReturnType<typeof start>>) => user.keyboard('{Escape}')],
  ])('links nothing with %s', async (_way, refuse) => {
    const app = await start();
    await enter(app.user, sampleCode);
    await question();
    await refuse(app);
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(app.asked('approve')).toEqual([]);
    // The keyboard is back where it came from, and the settings still stand.
    await waitFor(async () => expect(document.activeElement).toBe(await button('Link a device')));
  });

  it('says what it is not, and asks for some', async () => {
    const { user } = await start();
    await user.click(await button('Read this code'));
    await screen.findByText('Paste the text that the other screen shows.');
    await enter(user, 'bisik://link/me');
    await screen.findByText('This is not a linking code of Bisik.');
  });

  it('is taken wherever it is pasted', async () => {
    const { user } = await start();
    (await dialog('Link a device')).focus();
    await user.paste(sampleCode);
    await question();
  });

  it('says why it could not be linked, and links when it can', async () => {
    const { user, world } = await start();
    await enter(user, sampleCode);
    await user.click(await screen.findByRole('radio', { name: /^Start empty/ }));
    world.devices.problem = { code: 'link_expired' };
    await user.click(await button('Link'));
    await screen.findByText('This code is no longer valid. Show a new one.');
    world.devices.problem = null;
    await user.click(await button('Link'));
    await dialog('Now look at the other screen');
  });
});

describe('a picture', () => {
  it('is chosen, and the code in it read', async () => {
    const { user } = await start();
    await user.upload(screen.getByLabelText('Picture of a linking code'), pictureOf(sampleCode));
    await question();
  });

  it.each(['drop', 'paste'])('may come by %s', async (way) => {
    await start();
    const event = new Event(way, { bubbles: true, cancelable: true });
    const data = { files: [pictureOf(sampleCode)], getData: () => '' };
    Object.assign(event, { dataTransfer: data, clipboardData: data });
    document.body.dispatchEvent(event);
    await question();
    expect(event.defaultPrevented).toBe(true);
  });

  it('without a code in it is said to be one', async () => {
    const { user } = await start();
    await user.upload(screen.getByLabelText('Picture of a linking code'), pictureOf(undefined));
    await screen.findByText(/^No code was found in that picture\./);
    const input = screen.getByLabelText('Picture of a linking code');
    await user.upload(input, pictureOf(sampleCode, 60_000));
    await screen.findByText(/^This picture is too large to be opened/);
  });
});

describe('the camera', () => {
  it('is asked for by a press, reads what is held before it, and is off afterwards', async () => {
    const camera = createFakeCamera();
    const { user, world } = await start();
    expect(world.shell.camera).toEqual([]);
    await user.click(await button('Scan with the camera'));
    await screen.findByText('Point the camera at the code.');
    await waitFor(() => expect(world.shell.camera).toEqual([true, false]));
    expect(camera.asked).toEqual([expect.objectContaining({ audio: false })]);
    expect(camera.running()).toBe(1);
    camera.shows(sampleCode);
    await question();
    expect(camera.running()).toBe(0);
  });

  it('says of a code that is none of ours what it is, once, and goes on looking', async () => {
    const camera = createFakeCamera();
    const { user, asked } = await start();
    await user.click(await button('Scan with the camera'));
    await screen.findByText('Point the camera at the code.');
    camera.shows('https://example.org/menu');
    await screen.findByText('This is not a linking code of Bisik.');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(asked('readCode')).toEqual([{ code: 'https://example.org/menu' }]);
    camera.shows(sampleCode);
    await question();
  });

  it('is changed for another one, and turned off', async () => {
    const camera = createFakeCamera({ cameras: ['Built-in', 'Desk'] });
    const { user } = await start();
    await user.click(await button('Scan with the camera'));
    await user.click(await button(/Camera$/));
    await user.click(await screen.findByRole('option', { name: 'Desk' }));
    await waitFor(() =>
      expect(camera.asked.at(-1)).toMatchObject({ video: { deviceId: { exact: 'camera-1' } } }),
    );
    expect(camera.running()).toBe(1);
    await user.click(await button('Turn the camera off'));
    expect(camera.running()).toBe(0);
    expect(document.activeElement).toBe(await button('Scan with the camera'));
  });

  it('is off when the dialog closes, even before it came on', async () => {
    const camera = createFakeCamera();
    const { user } = await start();
    const scan = await button('Scan with the camera');
    camera.holdBack();
    await user.click(scan);
    await screen.findByText('Starting the camera');
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    camera.comeOn();
    await waitFor(() => expect(camera.opened()).toBe(1));
    expect(camera.running()).toBe(0);
  });

  it.each([
    ['NotAllowedError', /^The camera was not allowed\./],
    ['NotFoundError', /^No camera was found\./],
    ['NotReadableError', /^The camera cannot be used now;/],
  ])('tells %s in plain words, with the other ways still there', async (name, words) => {
    createFakeCamera({ refusal: name });
    const { user } = await start();
    await user.click(await button('Scan with the camera'));
    await screen.findByText(words);
    await enter(user, sampleCode);
    await question();
  });

  it('is not even asked for where the system does not let the app', async () => {
    const camera = createFakeCamera();
    const { user } = await start((world) => {
      world.shell.mayUseCamera = false;
    });
    await user.click(await button('Scan with the camera'));
    await screen.findByText(/^The camera was not allowed\./);
    expect(camera.asked).toEqual([]);
  });
});
