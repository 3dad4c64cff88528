/** Whether a page that ended may be loaded again: not more than `limit` times within `withinMs`. */
export const createReloadLimit = (options: {
  now: () => number;
  limit: number;
  withinMs: number;
}): (() => boolean) => {
  let times: number[] = [];
  return () => {
    const now = options.now();
    times = times.filter((at) => now - at < options.withinMs);
    if (times.length >= options.limit) return false;
    times.push(now);
    return true;
  };
};
