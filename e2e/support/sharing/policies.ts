import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Policy, PolicyRow, Regime } from '../../../contract/policy/document.ts';
import type { ChosenPurpose } from '../../../contract/policy/purposes.ts';
import { startChild } from '../child.ts';
import type { TestClock } from '../clock/test-clock.ts';
import { policyProgram, projectRoot } from '../paths.ts';

/** What an operator writes down: a version without its times, and how many days after publishing it goes live. */
export type Draft = Omit<Policy, 'publishedAt' | 'effectiveAt'> & {
  readonly effectiveInDays: number;
};

/** How the policies of these worlds call the affiliate. */
export const affiliateName = 'Sanubari';

/** The example that ships with the server, live at once. */
export const exampleDraft = (over: Partial<Draft> = {}): Draft => ({
  ...(JSON.parse(
    readFileSync(join(projectRoot, 'server', 'policies', 'example.json'), 'utf8'),
  ) as Draft),
  effectiveInDays: 0,
  ...over,
});

/** The same rows with another default, each box of `ticked` ticked where the regime allows that. */
export const draftUnder = (
  regime: Regime,
  ticked: readonly ChosenPurpose[],
  over: Partial<Draft> = {},
): Draft => {
  const example = exampleDraft({ regimes: { default: regime, countries: {} }, ...over });
  const rows = example.rows.map(
    (row): PolicyRow =>
      (ticked as readonly string[]).includes(row.purpose)
        ? { ...row, basis: { kind: 'choice', default: 'ticked' } }
        : row,
  );
  return { ...example, rows };
};

/** Publishes a version by the operator's own command, beside the server that runs. Throws with what it says when it refuses. */
export const publish = async (
  dataFolder: string,
  draft: Draft,
  clock?: TestClock,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'bisik-policy-'));
  try {
    const file = join(folder, `${draft.id}.json`);
    await writeFile(file, JSON.stringify(draft));
    const child = await startChild(
      process.execPath,
      [...(clock?.nodeArguments ?? []), policyProgram, 'publish', file],
      { env: { ...process.env, ...clock?.env, BISIK_DATA_DIR: dataFolder } },
    );
    if ((await child.ended) !== 0) throw new Error([...child.out, ...child.err].join('\n'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
