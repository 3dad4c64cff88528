import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, tellStory, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { verifyProgram } from '../../support/paths.ts';
import { saveInto } from '../../support/save-dialog.ts';
import { composer } from '../../support/screens/chats.ts';
import { goToChats, openSection, openSettings } from '../../support/screens/settings.ts';
import {
  acceptPolicy,
  like,
  openSharing,
  sharingRow,
  switchOf,
  turn,
} from '../../support/screens/sharing.ts';
import { heldFor, holds, isForgotten } from '../../support/sharing/book.ts';
import { acceptWith } from '../../support/sharing/choices.ts';
import { exampleDraft } from '../../support/sharing/policies.ts';
import { english } from '../../support/words.ts';

const story = tellStory(async (sharingWorld, scope) => {
  const world = await sharingWorld({ policy: exampleDraft() });
  const aisyah = await world.newcomer('Aisyah');
  const folder = await scope.folder('saved');
  const receipt = join(folder, 'receipt.json');
  await saveInto(aisyah, receipt);
  return { ...world, aisyah, folder, receipt };
});

test('withdraws and the affiliate forgets', async () => {
  const { aisyah, affiliate } = story();
  const { page, number } = aisyah;
  await acceptPolicy(page, { 'ads-relevance': true, 'friend-suggestions': true });
  const book = await affiliate.waitFor(
    'get what was chosen',
    holds('ads-relevance', 'friend-suggestions'),
  );
  expect(heldFor(book, 'ads-relevance')).toMatchObject([{ phoneNumber: number, country: 'MY' }]);
  const [first] = heldFor(book, 'friend-suggestions');
  expect(first).toMatchObject({ phoneNumber: number, policy: 'example-1' });

  await openSharing(page);
  await turn(switchOf(page, 'ads-relevance'), false);
  await expect(sharingRow(page, 'ads-relevance')).toContainText(like('sharing.state.offSince'));
  await affiliate.waitFor('forget the ads', isForgotten('ads-relevance'));
  expect(await affiliate.page()).toContain('0 kept, 1 deleted');
  expect(heldFor(await affiliate.entries(), 'friend-suggestions')).toEqual([first]);

  await turn(switchOf(page, 'friend-suggestions'), false);
  await affiliate.waitFor('forget all', isForgotten('friend-suggestions'));
  expect(await affiliate.page()).not.toContain(number);
  await turn(switchOf(page, 'friend-suggestions'), true);
  const again = await affiliate.waitFor(
    'get it once more',
    (entries) => heldFor(entries, 'friend-suggestions').length === 1,
  );
  const [second] = heldFor(again, 'friend-suggestions');
  expect(second).toMatchObject({ phoneNumber: number });
  expect(second?.deletionHandle).not.toBe(first?.deletionHandle);
});

/** What the program that is handed to anybody says of a receipt. */
const verdictOf = (file: string): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [verifyProgram, file], (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), said: `${out}${err}` }),
    );
  });

test('the receipt is exported and verified, and one flipped bit is named', async () => {
  const {
    aisyah: { page },
    folder,
    receipt,
  } = story();
  await page.getByRole('button', { name: english('history.show') }).click();
  await expect(page.getByText(english('history.method.settings'))).toHaveCount(3);
  expect.soft(await findingsInBothThemes(page), 'data sharing with history').toEqual([]);
  await page.getByRole('button', { name: english('receipt.export') }).click();
  await expect(page.getByText(english('receipt.saved'))).toBeVisible();
  const verify = (file: string) => page.getByLabel(english('receipt.file')).setInputFiles(file);
  await verify(receipt);
  await expect(page.getByText(english('receipt.holds', { file: 'receipt.json' }))).toBeVisible();
  await expect(page.getByText(/: 4 choices, each signed and in its order/)).toBeVisible();
  expect(await verdictOf(receipt)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Complete up to .+: 4 records, none missing, none changed\./),
  });

  const bytes = await readFile(receipt);
  const { records } = JSON.parse(bytes.toString()) as { records: { record: string }[] };
  const inThird = bytes.indexOf(JSON.stringify(records[2]?.record).slice(1, -1)) + 20;
  bytes[inThird] = (bytes[inThird] ?? 0) ^ 1;
  const flipped = join(folder, 'flipped.json');
  await writeFile(flipped, bytes);
  await verify(flipped);
  await expect(page.getByText(english('receipt.wrong', { file: 'flipped.json' }))).toBeVisible();
  await expect(page.getByText(/^Record 3: /)).toBeVisible();
  expect(await verdictOf(flipped)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^Not complete: record 3 /),
  });
});

test('friend suggestions appear under New chat only while chosen', async () => {
  const { aisyah, affiliate, ...world } = story();
  const { page } = aisyah;
  const daniel = await world.newPeer('Daniel', { username: 'daniel' });
  await acceptWith(daniel, ['friend-suggestions']);
  await affiliate.waitFor('know both', (book) => heldFor(book, 'friend-suggestions').length === 2);
  await goToChats(page);
  const dialog = page.getByRole('dialog', { name: english('newChat.title') });
  const suggested = dialog.getByRole('button', { name: daniel.username ?? '', exact: true });
  const openNewChat = () => page.keyboard.press('Control+n');
  await expect(async () => {
    await page.keyboard.press('Escape');
    await openNewChat();
    await expect(suggested).toBeVisible({ timeout: 1_000 });
  }).toPass();
  expect.soft(await findingsInBothThemes(page), 'suggestions under New chat').toEqual([]);
  await suggested.click();
  await composer(page).waitFor();
  await openNewChat();
  await suggested.waitFor();
  await dialog.getByRole('button', { name: english('newChat.suggestedOff') }).click();
  await expect(dialog.getByText(english('newChat.suggestedOffWhere'))).toBeVisible();
  await affiliate.waitFor(
    'forget her number',
    (book) => heldFor(book, 'friend-suggestions').length === 1,
  );
  await page.keyboard.press('Escape');
  await openNewChat();
  await dialog.waitFor();
  await expect(suggested).toBeHidden();
  await page.keyboard.press('Escape');
  await daniel.messenger.handlers.account.remove({ number: daniel.number });
});

test('deleting the account offers the receipts first, and the affiliate forgets', async () => {
  const { aisyah, affiliate, folder } = story();
  const { page, number } = aisyah;
  const last = join(folder, 'last.json');
  await saveInto(aisyah, last);
  await goToChats(page);
  await openSettings(page);
  await openSection(page, 'account');
  await page.getByRole('button', { name: english('remove.open') }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: english('receipt.export') }).click();
  await expect(dialog.getByText(english('receipt.saved'))).toBeVisible();
  expect.soft(await findingsInBothThemes(page), 'deleting the account').toEqual([]);
  await dialog.getByRole('textbox', { name: english('remove.type') }).fill(number);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Your phone number' })).toBeVisible();
  await affiliate.waitFor('hold nothing', (book) => book.every(({ what }) => what !== 'held'));
  expect(await verdictOf(last)).toMatchObject({ code: 0 });
});
