import { startChild } from './child.ts';
import { projectRoot } from './paths.ts';

/** What the operator's own command prints: `npm run reports -- …`, beside the server that runs. */
export const readReports = async (
  dataFolder: string,
  ...args: readonly string[]
): Promise<readonly string[]> => {
  const child = await startChild(
    process.execPath,
    ['--import', 'tsx', 'server/cli/reports.ts', ...args],
    { cwd: projectRoot, env: { ...process.env, BISIK_DATA_DIR: dataFolder } },
  );
  if ((await child.ended) !== 0) throw new Error([...child.out, ...child.err].join('\n'));
  return child.out;
};
