import { makeQuickFolder } from './quick-folder.ts';

/** Before the first test file: all take their temporary folders from one in memory, which goes after the last. */
export const setup = (): (() => void) | undefined => {
  const folder = makeQuickFolder();
  if (!folder) return undefined;
  process.env.TMPDIR = folder.path;
  return folder.close;
};
