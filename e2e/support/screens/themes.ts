import type { Page } from '@playwright/test';

export type Theme = 'light' | 'dark';

/** Lets the system prefer a theme, and waits until what moves has come to rest. */
export const preferTheme = async (page: Page, theme: Theme): Promise<void> => {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.evaluate(() =>
    Promise.all(
      document.getAnimations().map((animation) => animation.finished.catch(() => undefined)),
    ),
  );
};
