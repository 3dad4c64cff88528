import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** What the newcomer does, in the words that the screen shows in English. */
export interface Newcomer {
  readonly number: string;
  readonly name: string;
  readonly message: string;
}

export type Tell = (what: string) => void;

const PASSPHRASE = 'four quiet words here';
const STEP_TIMEOUT_MS = 30_000;
const REPLY_TIMEOUT_MS = 60_000;

type Texts = (id: string, values?: Record<string, string>) => string;

async function englishTexts(root: string): Promise<Texts> {
  const file = join(root, 'renderer', 'i18n', 'messages', 'en.json');
  const messages: Record<string, string> = JSON.parse(await readFile(file, 'utf8'));
  return (id, values = {}) => {
    const text = messages[id];
    if (text === undefined) throw new Error(`There is no text ${id}`);
    return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
  };
}

/** A computer without a keyring asks for a passphrase first. */
async function passVault(page: Page, text: Texts, tell: Tell): Promise<void> {
  const choose = page.getByRole('heading', { name: text('vault.choose.title') });
  const number = page.getByLabel(text('onboarding.number.label'), { exact: true }).first();
  await choose.or(number).first().waitFor();
  if (!(await choose.isVisible())) return;
  await page.getByRole('textbox', { name: text('vault.passphrase'), exact: true }).fill(PASSPHRASE);
  await page.getByRole('textbox', { name: text('vault.repeat') }).fill(PASSPHRASE);
  await page.getByRole('button', { name: text('vault.create') }).click();
  await number.waitFor();
  tell('No keyring here: a passphrase keeps the key');
}

async function register(page: Page, text: Texts, who: Newcomer, tell: Tell): Promise<void> {
  const button = (id: string) => page.getByRole('button', { name: text(id), exact: true });
  await page.getByRole('textbox', { name: text('onboarding.number.label') }).fill(who.number);
  await button('onboarding.number.send').click();
  tell(`Asked for a code for ${who.number}`);
  await button('onboarding.code.localUse').click();
  tell('Used the code that the local server showed');
  await page.getByRole('textbox', { name: text('onboarding.name.label') }).fill(who.name);
  // The radio's own box is drawn by its label.
  await page.getByText(text('onboarding.findable.no'), { exact: true }).click();
  await button('onboarding.name.finish').click();
  await page.getByRole('heading', { name: text('chats.title'), exact: true }).waitFor();
  tell(`Registered as ${who.name}`);
}

/** The policy is put before everybody who registers. Nothing is ticked beforehand, and nothing is ticked now. */
async function acceptPolicy(page: Page, text: Texts, tell: Tell): Promise<void> {
  const dialog = page.getByRole('dialog', { name: text('acceptance.title.first') });
  await dialog.waitFor();
  const boxes = await dialog.getByRole('checkbox').all();
  for (const box of boxes)
    if (await box.isChecked()) throw new Error('A box of the policy is ticked that nobody ticked');
  await dialog.getByRole('button', { name: text('acceptance.accept'), exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  tell(`Was asked what may be shared, and left its ${boxes.length} boxes empty`);
}

async function writeToEcho(page: Page, text: Texts, who: Newcomer, tell: Tell): Promise<void> {
  const composer = page.getByRole('textbox', { name: text('chat.composer.label'), exact: true });
  const chats = page.getByRole('list', { name: text('chats.list') });
  const echo = chats.getByRole('button').filter({ hasText: 'Echo' }).first();
  await echo.waitFor();
  tell('Echo is in the chat list');
  await echo.click();
  await composer.fill(who.message);
  await composer.press('Enter');
  const said = page.getByText(who.message, { exact: true });
  await said.first().waitFor();
  tell(`Wrote to Echo: "${who.message}"`);
  const messages = page.getByLabel(text('chat.messages', { name: 'Echo' }), { exact: true });
  const answered = messages.getByText(who.message, { exact: true }).nth(1);
  await answered.waitFor({ timeout: REPLY_TIMEOUT_MS });
  tell(`Echo answered: "${await answered.textContent()}"`);
}

/** Takes a window from its first screen to Echo's reply, as a person would. Throws when a step does not happen. */
export async function newcomersMinute(options: {
  readonly root: string;
  readonly page: Page;
  readonly who: Newcomer;
  readonly tell: Tell;
}): Promise<void> {
  const { root, page, who, tell } = options;
  const text = await englishTexts(root);
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  await passVault(page, text, tell);
  await register(page, text, who, tell);
  await acceptPolicy(page, text, tell);
  await writeToEcho(page, text, who, tell);
}
