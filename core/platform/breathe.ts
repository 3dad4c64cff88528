/** Gives other work of this thread its turn: what is long pauses so between slices. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
