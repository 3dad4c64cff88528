/** In milliseconds, as all here. */
export const dayMs = 86_400_000;
/** An hour. */
export const hourMs = 3_600_000;
/** What waits for a distinguished head is looked at with every look of the hour. */
export const markedMs = hourMs / 2;

/** A look that agreed is good for so long, when none can be had after it; and so long a distinguished head is waited for. */
export const goodForMs = 3 * dayMs;
/** By this computer's clock: a change that was just made is in a signed head a moment later. */
export const patienceMs = 60_000;
/** A checkpoint follows a change within a second: what is not under it is looked at again soon, then less and less often, and when doubt is over. */
export const soonRange = { firstMs: 500, mostMs: 61_000 };
/** What could not be looked at is looked at again after this, and after longer each time. */
export const retryRange = { firstMs: 60_000, mostMs: 3_600_000 };
