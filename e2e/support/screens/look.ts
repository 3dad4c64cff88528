import { expect } from '@playwright/test';
import { findingsInBothThemes } from '../accessibility.ts';
import type { App } from '../app.ts';
import type { Language } from '../words.ts';
import { cutTexts } from './cut-texts.ts';

/** Gives a function that sees to it that nothing on the present screen, named so, is cut and that axe finds nothing there. Leaves the window wide. */
export const lookAt =
  (app: App, language: Language) =>
  async (screen: string): Promise<void> => {
    expect.soft(await cutTexts(app), `${screen}: cut`).toEqual([]);
    // One language wide, the other narrow: axe takes its time.
    if (language === 'ms') await app.resize(480, 900);
    expect.soft(await findingsInBothThemes(app.page), `${screen}: axe`).toEqual([]);
    if (language === 'ms') await app.resize(1440, 900);
  };
