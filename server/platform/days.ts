export const dayMs = 86_400_000;

/** The end of a day, so that what is kept until then tells no moment. */
export const dayAfter = (time: number): number => Math.ceil(time / dayMs) * dayMs;
