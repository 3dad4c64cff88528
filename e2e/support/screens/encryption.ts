import type { Locator, Page } from '@playwright/test';
import type { EncryptionState } from '../../../contract/encryption/status.ts';
import { english, type Say } from '../words.ts';

type Shown = EncryptionState;

/** The line under the name of the open chat, while it says this state. */
export const encryptionLine = (page: Page, state: Shown, say: Say = english): Locator =>
  page.getByRole('button', {
    name: say('encryption.open', { state: say(`encryption.state.${state}`) }),
    exact: true,
  });

export const encryptionPane = (page: Page, say: Say = english): Locator =>
  page.getByRole('region', { name: say('encryption.title'), exact: true });

/** Opens all there is to know of the open chat's encryption. */
export const openEncryption = async (
  page: Page,
  state: Shown,
  say: Say = english,
): Promise<Locator> => {
  await encryptionLine(page, state, say).click();
  const pane = encryptionPane(page, say);
  await pane.getByRole('button', { name: say('encryption.hides.title') }).waitFor();
  return pane;
};

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
