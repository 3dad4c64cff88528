/** Something that comes once. */
export interface Moment {
  /** Resolves when it comes, at once when it came. */
  readonly came: Promise<void>;
  /** It comes; more than once is once. */
  readonly come: () => void;
}

/** One that did not come yet. */
export const createMoment = (): Moment => {
  let come = (): void => {};
  const came = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { came, come };
};
