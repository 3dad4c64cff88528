import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { chooseSetting, openSection, openSettings } from '../../support/screens/settings.ts';
import { turn } from '../../support/screens/sharing.ts';

test('a deleted account takes its settings along, and leaves those of the computer', async ({
  newcomer,
}) => {
  const { page, profileFolder, number } = await newcomer('Aisyah');
  const settings = async (): Promise<Record<string, unknown>> =>
    JSON.parse(await readFile(join(profileFolder, 'settings.json'), 'utf8')).values;
  await openSettings(page);
  await openSection(page, 'appearance');
  await chooseSetting(page, 'appearance.theme', 'dark');
  await openSection(page, 'privacy');
  await turn(page.getByRole('switch', { name: 'Read receipts' }), false);
  await expect.poll(settings).toMatchObject({ 'privacy.sendReadReceipts': false });

  await openSection(page, 'account');
  await page.getByRole('button', { name: 'Delete account…' }).click();
  await page.getByRole('textbox', { name: 'Type your phone number to confirm' }).fill(number);
  await page.keyboard.press('Enter');
  await expect(
    page.getByText(/^The account of .+ is deleted, on the server and on this computer\.$/),
  ).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Your phone number' })).toBeVisible();
  await expect.poll(settings).toEqual({ 'appearance.theme': 'dark' });
  const database = (await readdir(join(profileFolder, 'data'))).sort();
  expect(database.filter((name) => !/^bisik\.db(-wal|-shm)?$/.test(name))).toEqual([]);
});
