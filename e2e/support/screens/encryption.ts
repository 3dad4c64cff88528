import { expect, type Locator, type Page } from '@playwright/test';
import type { Called } from '../../../contract/encryption/testing/model.ts';
import { minuteMs, type TestClock } from '../clock/test-clock.ts';
import { english, type Say } from '../words.ts';
import { openSection, openSettings } from './settings.ts';

/** The line under the name of the open chat, while it says this state. */
export const encryptionLine = (page: Page, state: Called, say: Say = english): Locator =>
  page.getByRole('button', {
    name: say('encryption.open', { state: say(`encryption.state.${state}`) }),
    exact: true,
  });

/** The same, whatever it says. */
export const anyEncryptionLine = (page: Page, say: Say = english): Locator =>
  page.getByRole('button', { name: say('encryption.open', { state: '' }) });

export const encryptionPane = (page: Page, say: Say = english): Locator =>
  page.getByRole('region', { name: say('encryption.title'), exact: true });

/** Opens all there is to know of the open chat's encryption. */
export const openEncryption = async (
  page: Page,
  state: Called,
  say: Say = english,
): Promise<Locator> => {
  await encryptionLine(page, state, say).click();
  const pane = encryptionPane(page, say);
  await pane.getByRole('button', { name: say('encryption.hides.title') }).waitFor();
  return pane;
};

/** Has the pane begin with the state, for a picture of it. */
export const stateInSight = (page: Page, say: Say = english): Promise<void> =>
  encryptionPane(page, say)
    .getByRole('heading', { level: 3 })
    .first()
    .evaluate((heading) => heading.scrollIntoView({ block: 'end' }));

/** Settings → Encryption → Check now, until the log was read. */
export const checkNow = async (page: Page, say: Say = english): Promise<void> => {
  await openSettings(page, say);
  await openSection(page, 'encryption', say);
  await page.getByRole('button', { name: say('encryption.checks.now') }).click();
  await page.getByText(say('encryption.checks.done'), { exact: true }).waitFor();
};

/** Marks the shown key as compared, in the open pane. */
export const markVerified = async (page: Page, say: Say = english): Promise<void> => {
  await encryptionPane(page, say)
    .getByRole('button', { name: say('encryption.mark.do') })
    .click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: say('encryption.mark.yes') })
    .click();
};

/** In the open pane, while the shown key is marked: takes that back, as it is called right after marking and later. */
export const unmark = (page: Page, say: Say = english): Locator => {
  const pane = encryptionPane(page, say);
  return pane
    .getByRole('button', { name: say('encryption.mark.undo'), exact: true })
    .or(pane.getByRole('button', { name: say('common.undo'), exact: true }));
};

/** What contradicts is told once it stood for a minute: minutes pass until it is there. */
export const untilTold = (clock: TestClock, told: Locator): Promise<void> =>
  expect(async () => {
    await clock.advance(1.1 * minuteMs);
    await expect(told).toBeVisible({ timeout: 1_500 });
  }).toPass({ timeout: 90_000 });

/** The code that the other side scans. */
export const codePicture = (page: Page, name: string, say: Say = english): Locator =>
  encryptionPane(page, say).getByRole('img', { name: say('encryption.number.code', { name }) });

/** The 60 digits that stand there, as they are spoken. */
export const spokenNumber = async (page: Page, say: Say = english): Promise<string> =>
  (await encryptionPane(page, say)
    .getByText(/^\d \d \d \d \d(, \d \d \d \d \d){11}$/)
    .textContent()) ?? '';

/** Compares by a picture file of the other side's code. Gives the dialog with what came of it. */
export const scanPicture = async (
  page: Page,
  file: string,
  say: Say = english,
): Promise<Locator> => {
  await encryptionPane(page, say)
    .getByRole('button', { name: say('encryption.number.scan'), exact: true })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(say('encryption.scan.file')).setInputFiles(file);
  return dialog;
};

/** Compares by the camera. Gives the dialog with what came of it. */
export const scanByCamera = async (page: Page, say: Say = english): Promise<Locator> => {
  await encryptionPane(page, say)
    .getByRole('button', { name: say('encryption.number.scan'), exact: true })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: say('scan.camera.start') }).click();
  return dialog;
};

/** Compares by the text of the other side's code. Gives the dialog with what came of it. */
export const scanText = async (page: Page, code: string, say: Say = english): Promise<Locator> => {
  await encryptionPane(page, say)
    .getByRole('button', { name: say('encryption.number.scan'), exact: true })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: say('scan.text.label') }).fill(code);
  await dialog.getByRole('button', { name: say('scan.text.read') }).click();
  return dialog;
};
