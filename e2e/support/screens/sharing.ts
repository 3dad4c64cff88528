import type { Locator, Page } from '@playwright/test';
import type { Purpose } from '../../../contract/policy/purposes.ts';
import { affiliateName } from '../sharing/policies.ts';
import { english, type Say } from '../words.ts';
import { goToChats, openSection, openSettings } from './settings.ts';

/** How the screens call a purpose. */
export const purposeName = (purpose: Purpose, say: Say = english): string =>
  say(`purpose.${purpose}`, { recipient: affiliateName });

/** The policy that is put before the person: the only dialog that a policy's *Not now* stands in. */
export const acceptance = (page: Page, say: Say = english): Locator =>
  page
    .getByRole('dialog')
    .filter({ has: page.getByRole('button', { name: say('acceptance.notNow'), exact: true }) });

/** The box of a chosen purpose in it. */
export const boxOf = (page: Page, purpose: Purpose, say: Say = english): Locator =>
  acceptance(page, say).getByRole('checkbox', { name: purposeName(purpose, say), exact: true });

/** Sets the boxes named and accepts the policy. */
export const acceptPolicy = async (
  page: Page,
  boxes: Partial<Record<Purpose, boolean>> = {},
  say: Say = english,
): Promise<void> => {
  for (const [purpose, ticked] of Object.entries(boxes))
    await boxOf(page, purpose as Purpose, say).setChecked(ticked);
  await answer(page, 'accept', say);
};

/** Answers the policy by one of its two buttons. */
export const answer = async (
  page: Page,
  how: 'accept' | 'notNow',
  say: Say = english,
): Promise<void> => {
  const dialog = acceptance(page, say);
  await dialog.getByRole('button', { name: say(`acceptance.${how}`), exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
};

/** Goes to Settings → Data sharing, which asks the server anew. */
export const openSharing = async (page: Page, say: Say = english): Promise<void> => {
  // From there it would stay as it is.
  await goToChats(page, say);
  await openSettings(page, say);
  await openSection(page, 'sharing', say);
  await globalOptOut(page, say).waitFor();
};

/** Goes to Settings → What was shared. */
export const openShared = async (page: Page, say: Say = english): Promise<void> => {
  await goToChats(page, say);
  await openSettings(page, say);
  await openSection(page, 'shared', say);
  await page.getByRole('heading', { name: say('settings.section.shared'), level: 2 }).waitFor();
};

/** The row of a purpose under Data sharing. */
export const sharingRow = (page: Page, purpose: Purpose): Locator =>
  page.locator(`li[data-purpose="${purpose}"]`);

export const switchOf = (page: Page, purpose: Purpose, say: Say = english): Locator =>
  page.getByRole('switch', { name: purposeName(purpose, say), exact: true });

/** The one switch that refuses everything. */
export const globalOptOut = (page: Page, say: Say = english): Locator =>
  page.getByRole('switch', { name: say('sharing.all.label'), exact: true });

/** Turns a switch, which shows the choice once it is kept. */
export const turn = async (control: Locator, on: boolean): Promise<void> => {
  await control.click({ force: true });
  await control.and(control.page().locator(on ? ':checked' : ':not(:checked)')).waitFor();
};

/** A text of the catalogue as it may stand on the screen, whatever is filled in. */
export const like = (id: string, say: Say = english): RegExp => {
  const parts = say(id).split(/\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/);
  return new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+'));
};
