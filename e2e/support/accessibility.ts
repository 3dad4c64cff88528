import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds on the screen as it is, one line a finding; empty when nothing. */
export const findingsOf = async (page: Page): Promise<string[]> => {
  // One browsing context: Electron has no new page for axe's frames to be put together in.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map(
      (node) =>
        `${violation.impact ?? 'unknown'} ${violation.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`,
    ),
  );
};
