import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HistoryMove } from '../../../contract/ipc/devices.ts';
import { deviceScenes, moving } from '../../testing/device-scenes.ts';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import type { World } from '../../testing/fake/world.ts';
import { renderApp } from '../../testing/render-app.tsx';

const start = async (scene: string) => {
  const world = deviceScenes[scene]?.() as World;
  const app = await renderApp(world);
  const card = await screen.findByRole('region', { name: /^Messages (from|to) your/ });
  const tell = (change: Partial<HistoryMove>) => {
    const history = moving({ ...world.devices.state.history, ...change });
    world.devices.state = { ...world.devices.state, history };
    app.emit('devices.changed', world.devices.state);
  };
  return { ...app, card: within(card), tell };
};
const gone = () =>
  waitFor(() =>
    expect(screen.queryByRole('region', { name: /^Messages (from|to) your/ })).toBeNull(),
  );

afterEach(() => vi.useRealTimers());

describe('history that comes', () => {
  it('says how much of it is there, and speaks only when something else happens', async () => {
    const { card, tell } = await start('moving');
    card.getByText('34,812 of 100,000 messages');
    const bar = card.getByRole('progressbar', { name: 'Your messages are coming' });
    expect(bar.getAttribute('aria-valuenow')).toBe('34');
    const spoken = card.getByRole('status');
    expect(spoken.textContent).toBe('Your messages are coming');
    tell({ doneMessages: 60_000 });
    await card.findByText('60,000 of 100,000 messages');
    expect(bar.getAttribute('aria-valuenow')).toBe('60');
    expect(spoken.textContent).toBe('Your messages are coming');
    tell({ stage: 'paused' });
    await waitFor(() => expect(spoken.textContent).toBe('Your messages are paused'));
    card.getByText('The server cannot be reached. It goes on by itself.');
  });

  it('waits for the other device, and counts before the whole is known', async () => {
    const { card, tell } = await start('movewaiting');
    card.getByText('Waiting for your other computer');
    tell({ stage: 'moving', doneMessages: 12, totalMessages: null });
    await card.findByText('12 messages so far');
    expect(card.getByRole('progressbar').hasAttribute('aria-valuenow')).toBe(false);
  });

  it('goes away by itself when it is done', async () => {
    const { card, tell } = await start('moving');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    tell({ stage: 'done', doneMessages: 100_000 });
    await card.findByText('Your messages are here');
    expect(card.queryByRole('progressbar')).toBeNull();
    expect(card.queryByRole('button')).toBeNull();
    act(() => void vi.advanceTimersByTime(8_000));
    await gone();
  });

  it('is not told of when it was done before', async () => {
    const world = createSampleWorld();
    world.devices.state = { ...world.devices.state, history: moving({ stage: 'done' }) };
    await renderApp(world);
    await screen.findByText('Kumar');
    await gone();
  });

  it('is tried again after it failed', async () => {
    const { card, user, world } = await start('movefailed');
    card.getByText('Not all of your messages came');
    card.getByText('There is no more room for this on the server.');
    await user.click(card.getByRole('button', { name: 'Try again' }));
    await card.findByText('Your messages are coming');
    expect(world.devices.asked).toContainEqual({ call: 'resumeHistory', input: {} });
  });

  it('is stopped only after the person heard what that means', async () => {
    const { card, user, world } = await start('moving');
    await user.click(card.getByRole('button', { name: 'Stop' }));
    const asking = await screen.findByRole('alertdialog', { name: 'Stop moving your messages?' });
    within(asking).getByText(/^What came stays on this computer\./);
    await user.click(within(asking).getByRole('button', { name: 'Go on' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(world.devices.asked).toEqual([]);
    await user.click(card.getByRole('button', { name: 'Stop' }));
    await user.click(await screen.findByRole('button', { name: 'Stop moving' }));
    await card.findByText('Stopped. What came stays here.');
    expect(world.devices.asked).toEqual([{ call: 'cancelHistory', input: {} }]);
  });
});

it('history that goes is told of from the side that sends', async () => {
  const { card, user } = await start('sending');
  card.getByText('Your messages go to the new device');
  await user.click(card.getByRole('button', { name: 'Stop' }));
  await screen.findByText(/Nothing is deleted here\.$/);
});

it('stands in the section of devices, too', async () => {
  const { user } = await start('sending');
  await user.keyboard('{Control>},{/Control}');
  await user.click(await screen.findByRole('button', { name: 'Devices' }));
  await screen.findByRole('region', { name: 'Messages to your new device' });
});
