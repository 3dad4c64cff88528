import { screen, waitFor, within } from '@testing-library/react';
import { decodeQR } from 'qr/decode.js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Joining } from '../../../contract/ipc/devices.ts';
import { answered, createDevicesWorld, sampleCode } from '../../testing/fake/devices-world.ts';
import { createWorld, fakeServer, type World } from '../../testing/fake/world.ts';
import { renderApp } from '../../testing/render-app.tsx';

const fresh: World['account'] = {
  phase: 'new',
  server: null,
  defaultServerUrl: 'http://127.0.0.1:7480',
};
const picture = () => screen.findByRole('img', { name: /^Linking code as a picture/ });
const codeText = () => screen.findByRole('status', { name: 'Linking code' });
const press = (name: string) => screen.findByRole('button', { name });

/** The app as another device finds it: the code on the screen. */
const start = async (change: Partial<World> = {}) => {
  const app = await renderApp(createWorld({ account: fresh, ...change }));
  await app.user.click(await press('I have Bisik on another computer'));
  await screen.findByRole('heading', { name: 'Link this computer' });
  const tell = (joining: Joining | null) => {
    app.world.devices.state = { ...app.world.devices.state, joining };
    app.emit('devices.changed', app.world.devices.state);
  };
  return { ...app, tell, asked: () => app.world.devices.asked };
};

/** What a camera would make of the drawn picture: the path's dark runs as pixels. */
const readDrawn = (svg: Element): string => {
  const size = Number(svg.getAttribute('viewBox')?.split(' ')[2]);
  const scale = 4;
  const width = size * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  const path = svg.querySelector('path')?.getAttribute('d') ?? '';
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = 0; row < scale; row += 1) {
      for (let column = 0; column < Number(run) * scale; column += 1) {
        const at = (Number(y) * scale + row) * width + Number(x) * scale + column;
        data.fill(0, at * 4, at * 4 + 3);
      }
    }
  }
  return decodeQR({ width, height: width, data });
};

beforeEach(() => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['ms-MY']);
});

describe('the code', () => {
  it('is a picture that a reader reads, and the same as text to copy', async () => {
    const { user, world, asked } = await start();
    expect(readDrawn(await picture())).toBe(sampleCode);
    expect((await codeText()).textContent).toBe(sampleCode);
    await user.click(await press('Copy'));
    await press('Copied');
    expect(world.shell.copied).toEqual([sampleCode]);
    expect(asked()).toEqual([{ call: 'showCode', input: { deviceName: 'Linux computer' } }]);
    screen.getByText('Server: Local server');
    screen.getByText(/^Good for (5:00|4:5\d)$/);
    // The proposed server was pinned before the code named it.
    expect(world.account).toMatchObject({ phase: 'new', server: { url: fresh.defaultServerUrl } });
  });

  it('is told of in three steps, with the heading read out', async () => {
    await start();
    const heading = await screen.findByRole('heading', { name: 'Link this computer' });
    expect(document.activeElement).toBe(heading);
    const steps = within(heading.closest('section') as HTMLElement).getAllByRole('listitem');
    expect(steps.map((step) => step.textContent)).toEqual([
      '1On the other computer, open Settings → Devices → Link a device.',
      '2Let it read this code, or paste its text there.',
      '3Compare the digits that both screens show.',
    ]);
  });

  it('carries the name that the person gives, in a new code', async () => {
    const { user, asked } = await start();
    await picture();
    await user.click(await press('Change'));
    const field = await screen.findByRole('textbox', { name: 'Name of this computer' });
    expect(document.activeElement).toBe(field);
    await user.clear(field);
    await user.type(field, '  Dapur {Enter}');
    await waitFor(() =>
      expect(asked().at(-1)).toEqual({ call: 'showCode', input: { deviceName: 'Dapur' } }),
    );
    await waitFor(async () => expect((await codeText()).textContent).not.toBe(sampleCode));
    screen.getByText('Dapur');
  });

  it('is not shown any more once it has expired, and another one is a press away', async () => {
    const { user, tell, asked } = await start();
    await picture();
    tell({ stage: 'showing', code: sampleCode, expiresAt: Date.now() - 1 });
    await screen.findAllByText('This code has expired.');
    expect(screen.queryByRole('img', { name: /^Linking code/ })).toBeNull();
    expect(screen.queryByText(sampleCode)).toBeNull();
    await user.click(await press('Show a new code'));
    await picture();
    expect(asked().filter(({ call }) => call === 'showCode')).toHaveLength(2);
  });

  it('that nobody answered in time has expired, as the engine says it', async () => {
    const { user, tell } = await start();
    await picture();
    tell({ stage: 'failed', problem: { code: 'link_expired' } });
    await screen.findAllByText('This code has expired.');
    screen.getByRole('heading', { name: 'Link this computer' });
    await user.click(await press('Show a new code'));
    await picture();
  });

  it('says why there is none, and tries again', async () => {
    const devices = createDevicesWorld({ problem: { code: 'offline' } });
    const { user, world } = await start({ devices });
    await screen.findByText('The server cannot be reached.');
    world.devices.problem = null;
    await user.click(await press('Try again'));
    await picture();
  });

  it('is given up when the person goes back to the number', async () => {
    const { user, world, asked } = await start();
    await picture();
    await user.click(await press('Use a phone number instead'));
    await screen.findByRole('heading', { name: 'Your phone number' });
    expect(asked().at(-1)?.call).toBe('cancelCode');
    expect(world.devices.state.joining).toBeNull();
  });

  it('is still there after the page was loaded anew', async () => {
    const devices = createDevicesWorld({
      state: {
        joining: { stage: 'showing', code: sampleCode, expiresAt: Date.now() + 60_000 },
      },
    });
    const { world } = await renderApp(
      createWorld({
        account: { phase: 'new', server: fakeServer, defaultServerUrl: null },
        devices,
      }),
    );
    await picture();
    expect(world.devices.asked).toEqual([]);
  });
});

describe('an answer', () => {
  it('shows account and digits, and links only when the person says that they are the same', async () => {
    const { user, tell, asked, world } = await start();
    await picture();
    tell(answered());
    const heading = await screen.findByRole('heading', { name: 'Compare the digits' });
    expect(document.activeElement).toBe(heading);
    screen.getByText('Nadia Aziz');
    await screen.findByText('+60 12 345 6701');
    screen.getByText('2049 1763');
    // Read out one by one, not as two numbers.
    screen.getByText('2 0 4 9 1 7 6 3');
    screen.getByText(/^Your messages come along/);
    expect(asked().map(({ call }) => call)).toEqual(['showCode']);
    await user.click(await press('Yes, link'));
    await screen.findByRole('heading', { name: 'Chats', level: 1 });
    expect(world.account).toMatchObject({ phase: 'ready', deviceId: 5 });
  });

  it('says that it starts empty when nothing comes along', async () => {
    const { tell } = await start();
    await picture();
    tell(answered({ withHistory: false }));
    await screen.findByText(/^It starts empty/);
  });

  it('links nothing when the digits differ', async () => {
    const { user, tell, asked } = await start();
    await picture();
    tell(answered());
    await user.click(await press('No, stop'));
    await screen.findByRole('heading', { name: 'Nothing was linked' });
    expect(asked().at(-1)?.call).toBe('cancelCode');
    expect(asked().some(({ call }) => call === 'confirm')).toBe(false);
    await user.click(await press('Show a new code'));
    await picture();
  });

  it('says that it is linking, and what happened when that failed', async () => {
    const { user, tell } = await start();
    await picture();
    tell({ stage: 'linking' });
    await screen.findByRole('heading', { name: 'Linking' });
    tell({ stage: 'failed', problem: { code: 'too_many_devices' } });
    await screen.findByRole('heading', { name: 'This computer was not linked' });
    screen.getByText('This account has five devices already. Unlink one first.');
    await user.click(await press('Show a new code'));
    await picture();
  });
});
