import { expect, type Locator } from '@playwright/test';

/** Turns a switch, whose new place is shown once it is kept: on a busy computer not before the click is over. */
export const turn = async (toggle: Locator, isOn: boolean): Promise<void> => {
  await toggle.click({ force: true });
  await expect(toggle).toBeChecked({ checked: isOn });
};
