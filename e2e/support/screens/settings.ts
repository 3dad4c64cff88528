import type { Locator, Page } from '@playwright/test';
import { english, type Say } from '../words.ts';

/** Opens the settings from the rail. */
export const openSettings = async (page: Page, say: Say = english): Promise<void> => {
  await page.getByRole('button', { name: say('app.rail.settings') }).click();
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

/** The control of a setting, by its key. */
export const setting = (page: Page, key: string, say: Say = english): Locator =>
  page.getByLabel(say(`settings.${key}.label`), { exact: true });
