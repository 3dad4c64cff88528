import type { ElectronApplication } from '@playwright/test';
import { errors } from '@playwright/test';
import { expect, it } from 'vitest';
import { openWindow } from './open-window.ts';

const missed = () => new errors.TimeoutError('electron.launch: Timeout 60000ms exceeded.\nlog');
const ended = () => new Error('electron.launch: Process failed to launch!');

/** What a start does: fails in the driver's hands, or gives an app with this many windows, seen by the driver or not. */
type Start = () => Error | { readonly windows: number; readonly seen: Error | null };

const tryWith = async (...starts: readonly Start[]) => {
  const said: string[] = [];
  let begun = 0;
  let closed = 0;
  const opening = openWindow({
    launch: async () => {
      const start = starts[begun++]?.();
      if (start === undefined || start instanceof Error) throw start;
      return {
        firstWindow: async () => {
          if (start.seen !== null) throw start.seen;
          return `window of start ${begun}`;
        },
        evaluate: async () => start.windows,
      } as unknown as ElectronApplication;
    },
    close: async () => void closed++,
    timeoutMs: 1,
    say: (text) => said.push(text),
  });
  const page = await opening.then(
    ({ page }) => `${page}`,
    (error: Error) => error.message.split('\n')[0],
  );
  return { page, said, begun, closed };
};

it('starts once when all is well', async () => {
  expect(await tryWith(() => ({ windows: 1, seen: null }))).toEqual({
    page: 'window of start 1',
    said: [],
    begun: 1,
    closed: 0,
  });
});

it.each<[string, Start]>([
  ['while it connected', missed],
  ['of an app that has it', () => ({ windows: 1, seen: missed() })],
])('starts once more, and says so, when the driver missed the window %s', async (_, first) => {
  const { page, said, begun } = await tryWith(first, () => ({ windows: 1, seen: null }));
  expect({ page, begun }).toEqual({ page: 'window of start 2', begun: 2 });
  expect(said).toEqual([expect.stringMatching(/Timeout 60000ms exceeded\.\): one second start$/)]);
});

it.each<[string, readonly Start[], number]>([
  ['Process failed to launch!', [ended], 1],
  ['Process failed to launch!', [missed, ended], 2],
  ['the app runs and has no window', [() => ({ windows: 0, seen: missed() })], 1],
  ['Target closed', [() => ({ windows: 0, seen: new Error('Target closed') })], 1],
  ['Timeout 60000ms exceeded', [missed, missed, () => ({ windows: 1, seen: null })], 2],
])('fails with %s', async (message, starts, begunTimes) => {
  const { page, begun } = await tryWith(...starts);
  expect(page).toContain(message);
  expect(begun).toBe(begunTimes);
});

it('leaves no app running that it gives up', async () => {
  const unseen: Start = () => ({ windows: 1, seen: missed() });
  expect(await tryWith(unseen, unseen)).toMatchObject({ begun: 2, closed: 2 });
});
