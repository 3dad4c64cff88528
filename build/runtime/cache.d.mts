/** The folder for what is downloaded or made once, outside the tree, as each system places it. */
export function cacheFolder(options?: {
  env?: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
  home?: string;
}): string;

/** Runs `work` while holding the folder `lock`; waits while another process holds it. */
export declare function withLock<T>(
  lock: string,
  work: () => Promise<T>,
  options?: { onWait?: () => void; pollMs?: number; staleAfterMs?: number },
): Promise<T>;
