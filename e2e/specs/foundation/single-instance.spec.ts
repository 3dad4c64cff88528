import { expect, test } from '../../fixtures.ts';

test('a second start of the same profile brings the first window to the front and ends', async ({
  openApp,
  people,
}) => {
  const first = await openApp();
  await expect(first.page.getByRole('heading', { name: 'Say it quietly.' })).toBeVisible();
  await first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const second = await people.startUnseen({ profileFolder: first.profileFolder });
  await second.ended;
  await expect
    .poll(() =>
      first.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => window.isVisible()),
      ),
    )
    .toEqual([true]);
});
