import type { Locator, Page } from '@playwright/test';
import { english, type Say } from '../words.ts';

const rail = (page: Page, say: Say): Locator =>
  page.getByRole('navigation', { name: say('app.rail.label') });

/** Goes to the chats from wherever the rail is. */
export const goToChats = async (page: Page, say: Say = english): Promise<void> => {
  await rail(page, say)
    .getByRole('button', { name: say('app.rail.chats'), exact: true })
    .click();
  await page.getByRole('heading', { name: say('chats.title'), level: 1 }).waitFor();
};

/** Opens the settings from the rail. */
export const openSettings = async (page: Page, say: Say = english): Promise<void> => {
  await rail(page, say)
    .getByRole('button', { name: say('app.rail.settings'), exact: true })
    .click();
  await page.getByRole('heading', { name: say('settings.title'), level: 1 }).waitFor();
};

/** Goes to one section of the settings. */
export const openSection = async (
  page: Page,
  section: string,
  say: Say = english,
): Promise<void> => {
  await page
    .getByRole('navigation', { name: say('settings.sections') })
    .getByText(say(`settings.section.${section}`), { exact: true })
    .click();
};

/** Takes one of the values that a setting offers. */
export const chooseSetting = async (
  page: Page,
  key: string,
  option: string,
  say: Say = english,
): Promise<void> => {
  const label = say(`settings.${key}.label`);
  await page.getByRole('button', { name: new RegExp(`${label}$`) }).click();
  await page
    .getByRole('listbox')
    .getByRole('option', { name: say(`settings.${key}.option.${option}`) })
    .click();
};
