import type { Page } from '@playwright/test';

/** Presses Tab until the focus is on what is named; throws when it never is, and when the ring that shows it is missing. */
export const tabTo = async (
  page: Page,
  role: Parameters<Page['getByRole']>[0],
  name: string | RegExp,
): Promise<void> => {
  const wanted = page.getByRole(role, { name }).first();
  for (let presses = 0; presses < 40; presses++) {
    const isThere = await wanted
      .evaluate((element) => element === document.activeElement, undefined, { timeout: 2000 })
      .catch(() => false);
    if (isThere) {
      if (!(await hasRing(page))) throw new Error(`no ring around ${role} ${name}`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${role} ${name}`);
};

/** Whether the focus shows: an outline or shadow of the element or of what is drawn around it. */
const hasRing = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const shows = (element: Element | null | undefined) => {
      if (!element) return false;
      const style = getComputedStyle(element);
      return (
        (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) ||
        style.boxShadow !== 'none'
      );
    };
    let around: Element | null | undefined = document.activeElement;
    for (let level = 0; around && level < 4; level++, around = around.parentElement)
      if (shows(around)) return true;
    return [...(document.activeElement?.parentElement?.children ?? [])].some(shows);
  });
