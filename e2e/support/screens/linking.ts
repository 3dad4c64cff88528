import { expect, type Locator, type Page } from '@playwright/test';
import { english, type Say } from '../words.ts';
import { goToChats, openSection, openSettings } from './settings.ts';

/** On the first screen: shows a code for another device of the person. Gives its text. */
export const showLinkingCode = async (page: Page, say: Say = english): Promise<string> => {
  await page.getByRole('button', { name: say('join.open') }).click();
  await expect(linkingPicture(page, say)).toBeVisible();
  const text = await page.getByLabel(say('join.code.text'), { exact: true }).textContent();
  return text ?? '';
};

/** The code as a picture. */
export const linkingPicture = (page: Page, say: Say = english): Locator =>
  page.getByRole('img', { name: say('join.code.picture') });

/** Goes to Settings → Devices. */
export const openDevices = async (page: Page, say: Say = english): Promise<void> => {
  await goToChats(page, say);
  await openSettings(page, say);
  await openSection(page, 'devices', say);
};

/** In the open section of devices: makes new keys, and says yes. */
export const makeNewKeys = async (page: Page, say: Say = english): Promise<void> => {
  await page.getByRole('button', { name: say('devices.newKeys.open') }).click();
  await page
    .getByRole('alertdialog', { name: say('devices.newKeys.ask') })
    .getByRole('button', { name: say('devices.newKeys.yes') })
    .click();
  await page
    .getByRole('alertdialog', { name: say('devices.newKeys.done') })
    .getByRole('button', { name: say('devices.newKeys.close') })
    .click();
};

/** A row of the list of devices. */
export const deviceRow = (page: Page, name: string): Locator =>
  page.getByRole('listitem').filter({ hasText: name });

/** The question at its end gives the account away: an alert dialog. */
const linkDialog = (page: Page): Locator => page.locator('[role=dialog], [role=alertdialog]');

/** Settings → Devices → Link a device. */
export const openLinkDialog = async (page: Page, say: Say = english): Promise<Locator> => {
  await openDevices(page, say);
  await page.getByRole('button', { name: say('devices.link'), exact: true }).click();
  const dialog = linkDialog(page);
  await dialog.getByRole('heading', { name: say('linking.read.title') }).waitFor();
  return dialog;
};

/** Pastes the text of a code into the dialog and has it read. */
export const pasteCode = async (
  dialog: Locator,
  code: string,
  say: Say = english,
): Promise<void> => {
  await dialog.getByRole('textbox', { name: say('scan.text.label') }).fill(code);
  await dialog.getByRole('button', { name: say('scan.text.read') }).click();
};

/** A code was read: answers the question, once both screens show the same digits confirms on the new one. */
export const approveLink = async (
  linked: { readonly page: Page },
  joining: { readonly page: Page },
  {
    history,
    say = english,
    onCompared,
    leaves = false,
  }: {
    history: boolean;
    say?: Say;
    onCompared?: () => void;
    /** The dialog is closed before the new one joined. */
    leaves?: boolean;
  },
): Promise<void> => {
  const dialog = linkDialog(linked.page);
  await dialog.getByRole('heading', { name: say('linking.approve.title') }).waitFor();
  const digits = dialog.getByText(/^\d{4} \d{4}$/);
  const shown = (await digits.textContent()) ?? '';
  await dialog
    .getByRole('radio', { name: say(history ? 'linking.history.bring' : 'linking.history.empty') })
    .check({ force: true });
  await dialog.getByRole('button', { name: say('linking.yes'), exact: true }).click();
  await expect(joining.page.getByText(shown, { exact: true })).toBeVisible();
  onCompared?.();
  if (leaves) await linked.page.keyboard.press('Escape');
  await joining.page.getByRole('button', { name: say('join.compare.yes') }).click();
  await joining.page
    .getByRole('heading', { name: say('chats.title'), level: 1, includeHidden: true })
    .waitFor();
  if (!leaves) await dialog.getByRole('button', { name: say('linking.finish') }).click();
};

/** Links a new app by the text of its code. */
export const linkByText = async (
  linked: { readonly page: Page },
  joining: { readonly page: Page },
  options: { history: boolean; say?: Say; leaves?: boolean } = { history: false },
): Promise<void> => {
  const code = await showLinkingCode(joining.page, options.say);
  await pasteCode(await openLinkDialog(linked.page, options.say), code, options.say);
  await approveLink(linked, joining, options);
  await goToChats(linked.page, options.say);
};
