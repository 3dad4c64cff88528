import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { preferTheme } from './screens/themes.ts';

/** What axe finds on the screen as it is, one line a finding; empty when nothing. */
const findingsOf = async (page: Page): Promise<string[]> => {
  // One browsing context: Electron has no new page for axe's frames to be put together in.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map(
      (node) =>
        `${violation.impact ?? 'unknown'} ${violation.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`,
    ),
  );
};

/** What axe finds in the light and in the dark theme, each finding with its theme. */
export const findingsInBothThemes = async (page: Page): Promise<string[]> => {
  const found: string[] = [];
  for (const theme of ['dark', 'light'] as const) {
    await preferTheme(page, theme);
    found.push(...(await findingsOf(page)).map((finding) => `${theme}: ${finding}`));
  }
  return found;
};
