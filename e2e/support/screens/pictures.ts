import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../app.ts';
import { screensFolder } from '../paths.ts';
import type { Language } from '../words.ts';
import { preferTheme } from './themes.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 480, height: 900 },
] as const;

const themes = ['light', 'dark'] as const;

/** Whether this run writes pictures. */
export const isPicturing = (): boolean => process.env.BISIK_SCREENS === '1';

/**
 * Gives a function that writes the present screen to docs/screens/ as `NAME-LANGUAGE-THEME-WIDTH.png`, in both themes
 * and two widths, or `few` of them; only when BISIK_SCREENS=1, so that a plain run leaves the tree as it is.
 */
export const takePictures =
  (app: App, language: Language) =>
  async (name: string, which: 'all' | 'few' = 'all'): Promise<void> => {
    if (!isPicturing()) return;
    await mkdir(screensFolder, { recursive: true });
    for (const { width, height } of sizes) {
      await app.resize(width, height);
      for (const theme of which === 'all' ? themes : ([width > 480 ? 'light' : 'dark'] as const)) {
        await preferTheme(app.page, theme);
        await app.page.screenshot({
          path: join(screensFolder, `${name}-${language}-${theme}-${width}.png`),
          animations: 'disabled',
          caret: 'hide',
        });
      }
    }
    await preferTheme(app.page, 'light');
    await app.resize(1440, 900);
  };
