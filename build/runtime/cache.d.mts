/** The folder for what is downloaded or made once, outside the tree, as each system places it. */
export function cacheFolder(options?: {
  env?: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
  home?: string;
}): string;
