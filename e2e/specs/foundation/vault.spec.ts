import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { startKeyring } from '../../support/keyring.ts';
import { beWrittenTo, chatRow, messageWith, write } from '../../support/screens/chats.ts';
import { askForCode, codeField, introduceYourself } from '../../support/screens/onboarding.ts';
import { openSection, openSettings } from '../../support/screens/settings.ts';

const passphrase = 'seven quiet rivers';

test('without a keyring the app says so, asks for a passphrase, and opens with that one only', async ({
  openApp,
  world,
  newPeer,
}) => {
  const daniel = await newPeer('Daniel');
  const first = await openApp({ keyring: null });
  await expect(first.page.getByRole('heading', { name: 'Choose a passphrase' })).toBeVisible();
  await expect(
    first.page.getByText('This computer has no keyring that Bisik can use'),
  ).toBeVisible();
  const field = first.page.getByLabel('Passphrase', { exact: true });
  await field.fill('short');
  await first.page.getByLabel('The same again').fill('short');
  await first.page.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(first.page.getByText('The passphrase needs at least 8 characters.')).toBeVisible();
  await field.fill(passphrase);
  await first.page.getByLabel('The same again').fill('seven quiet river');
  await first.page.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(first.page.getByText('The two are not the same.')).toBeVisible();
  await first.page.getByLabel('The same again').fill(passphrase);
  await first.page.getByRole('button', { name: 'Set passphrase' }).click();

  const number = world.numbers.malaysian();
  await askForCode(first.page, number);
  await codeField(first.page).fill(await world.server.codeFor(number));
  await introduceYourself(first.page, { name: 'Aisyah' });
  await beWrittenTo({ page: first.page, number }, daniel);
  await write(first.page, 'Behind a passphrase');
  await expect(messageWith(first.page, 'Behind a passphrase')).toBeVisible();
  await first.close();

  const second = await openApp({ keyring: null, profileFolder: first.profileFolder });
  await expect(second.page.getByRole('heading', { name: 'Bisik is locked' })).toBeVisible();
  expect(await findingsInBothThemes(second.page)).toEqual([]);
  await second.page.getByLabel('Passphrase', { exact: true }).fill('seven loud rivers');
  await second.page.getByRole('button', { name: 'Unlock' }).click();
  await expect(second.page.getByText('That is not the passphrase.')).toBeVisible();
  await second.page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await second.page.getByRole('button', { name: 'Unlock' }).click();
  await expect(chatRow(second.page, 'Daniel')).toContainText('Behind a passphrase');
  expect(await readFile(join(first.profileFolder, 'vault.json'), 'utf8')).not.toContain(passphrase);

  await openSettings(second.page);
  await openSection(second.page, 'encryption');
  await second.page.getByRole('button', { name: 'Change passphrase…' }).click();
  await second.page.getByLabel('Present passphrase').fill(passphrase);
  await second.page.getByLabel('New passphrase').fill('eight quiet rivers');
  await second.page.getByLabel('The same again').fill('eight quiet rivers');
  expect(await findingsInBothThemes(second.page)).toEqual([]);
  await second.page.keyboard.press('Enter');
  await expect(second.page.getByText(/^The passphrase is changed\./)).toBeVisible();
  await second.close();

  const third = await openApp({ keyring: null, profileFolder: first.profileFolder });
  await third.page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await third.page.getByRole('button', { name: 'Unlock' }).click();
  await expect(third.page.getByText('That is not the passphrase.')).toBeVisible();
  await third.page.getByLabel('Passphrase', { exact: true }).fill('eight quiet rivers');
  await third.page.getByRole('button', { name: 'Unlock' }).click();
  await expect(chatRow(third.page, 'Daniel')).toContainText('Behind a passphrase');
});

test('a lost key is told, the data stays untouched, and comes back when the key does', async ({
  newcomer,
  newPeer,
  openApp,
}) => {
  const daniel = await newPeer('Daniel');
  const first = await newcomer('Aisyah');
  await beWrittenTo(first, daniel);
  await write(first.page, 'Still here');
  await expect(messageWith(first.page, 'Still here')).toBeVisible();
  await first.close();
  const vaultFile = join(first.profileFolder, 'vault.json');
  await rename(vaultFile, `${vaultFile}.elsewhere`);
  const database = join(first.profileFolder, 'data', 'bisik.db');
  const before = await readFile(database);

  const second = await openApp({ profileFolder: first.profileFolder });
  await expect(
    second.page.getByRole('heading', { name: 'The key to your messages is missing' }),
  ).toBeVisible();
  await expect(second.page.getByText('encrypted and untouched')).toBeVisible();
  expect(await findingsInBothThemes(second.page)).toEqual([]);
  expect((await readFile(database)).equals(before)).toBe(true);
  await rename(`${vaultFile}.elsewhere`, vaultFile);
  await second.page.getByRole('button', { name: 'Try again' }).click();
  await expect(chatRow(second.page, 'Daniel')).toContainText('Still here');
});

test('another keyring cannot open the key: the app says so and starts anew only when asked, the old data aside', async ({
  newcomer,
  openApp,
  scope,
}) => {
  const first = await newcomer('Aisyah');
  await first.close();
  const other = scope.own(await startKeyring(await scope.folder('other-keyring')));
  const second = await openApp({ profileFolder: first.profileFolder, keyring: other });
  await expect(
    second.page.getByRole('heading', { name: 'The keyring of this computer changed' }),
  ).toBeVisible();
  await expect(second.page.getByText('Nothing was deleted.')).toBeVisible();
  await second.page.getByRole('button', { name: 'Start anew, keep the old data aside' }).click();
  await second.page.getByRole('button', { name: 'Start anew', exact: true }).click();
  await expect(second.page.getByRole('heading', { name: 'Say it quietly.' })).toBeVisible();
  const names = await readdir(first.profileFolder, { recursive: true });
  expect(
    names.filter((name) => /bisik\.db.+/.test(name) || /vault.+\.json|vault\.json.+/.test(name))
      .length,
  ).toBeGreaterThan(0);
});
