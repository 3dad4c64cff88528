import type { App } from '../app.ts';
import { delay } from '../wait.ts';

/** Window widths that every screen has to fit. */
const widths = [1440, 480] as const;

/** Words that do not fit where they stand once the screen has settled, one line each, at each width. Leaves the window wide. */
export const cutTexts = async ({ page, resize }: App): Promise<string[]> => {
  const found: string[] = [];
  for (const width of widths.toReversed()) {
    await resize(width, 900);
    const measure = () =>
      page.evaluate(() => {
        const shown = [
          ...document.querySelectorAll<HTMLElement>(
            'h1, h2, h3, p, button, label, legend, [role=menuitem]',
          ),
        ].filter((element) => element.clientWidth > 1);
        const isCut = (element: HTMLElement) =>
          element.scrollWidth > element.clientWidth + 1 &&
          getComputedStyle(element).overflowX !== 'visible';
        const isOutside = (element: HTMLElement) =>
          element.getBoundingClientRect().right > window.innerWidth + 1;
        return [
          ...(document.documentElement.scrollWidth > window.innerWidth ? ['the page'] : []),
          ...shown
            .filter((element) => isCut(element) || isOutside(element))
            .map((element) => `${element.tagName} “${element.textContent?.slice(0, 60)}”`),
        ];
      });
    let here = await measure();
    // The screen takes its narrow form a moment after the window has.
    for (let tries = 0; here.length > 0 && tries < 40; tries++) {
      await delay(50);
      here = await measure();
    }
    found.push(...here.map((text) => `${width}: ${text}`));
  }
  return found;
};
