import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** Set by `preparePage`; times are milliseconds since 1970 on the clock that all windows of a machine share. */
    bench: {
      /** Calls back once what stands in the document now has been painted. */
      readonly afterPaint: (callback: () => void) => void;
      /** When `selector` with `text` in it stood in the document and was painted. */
      readonly painted: (selector: string, text: string) => Promise<number>;
      /** When the next event of this type reached the page from the input device. */
      readonly input: (type: 'keydown' | 'click') => Promise<number>;
      readonly kept: Map<string, Promise<number>>;
    };
  }
}

/** Puts the stop-watch into a page. It is the same for ours and for the reference. */
export const preparePage = async (page: Page): Promise<void> => {
  // What runs these sources names functions by calling this.
  await page.evaluate('globalThis.__name = (named) => named');
  await page.evaluate(() => {
    const now = () => performance.timeOrigin + performance.now();
    const afterPaint = (callback: () => void) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          channel.port1.close();
          callback();
        };
        channel.port2.postMessage(null);
      });
    };
    window.bench = {
      afterPaint,
      kept: new Map(),
      painted: (selector, text) =>
        new Promise((resolve) => {
          const isThere = () =>
            [...document.querySelectorAll(selector)].some((found) =>
              found.textContent?.includes(text),
            );
          const finish = () => {
            observer.disconnect();
            afterPaint(() => resolve(now()));
          };
          const observer = new MutationObserver(() => {
            if (isThere()) finish();
          });
          observer.observe(document, { subtree: true, childList: true, characterData: true });
          if (isThere()) finish();
        }),
      input: (type) =>
        new Promise((resolve) => {
          const take = (event: Event) => {
            if (event instanceof KeyboardEvent && event.key !== 'Enter') return;
            window.removeEventListener(type, take, true);
            resolve(performance.timeOrigin + event.timeStamp);
          };
          window.addEventListener(type, take, true);
        }),
    };
  });
};

/** Starts a watch in the page now; `taken` gives its time later. */
export const watchPainted = (
  page: Page,
  name: string,
  selector: string,
  text: string,
): Promise<void> =>
  page.evaluate(
    ([name = '', selector = '', text = '']) => {
      window.bench.kept.set(name, window.bench.painted(selector, text));
    },
    [name, selector, text],
  );

export const watchInput = (page: Page, name: string, type: 'keydown' | 'click'): Promise<void> =>
  page.evaluate(
    ([name, type]) => {
      window.bench.kept.set(name, window.bench.input(type));
    },
    [name, type] as const,
  );

/** The time of a watch, as soon as there is one. */
export const taken = (page: Page, name: string): Promise<number> =>
  page.evaluate(async (name) => {
    const watch = window.bench.kept.get(name);
    if (!watch) throw new Error(`nothing watches ${name}`);
    const at = await watch;
    window.bench.kept.delete(name);
    return at;
  }, name);
