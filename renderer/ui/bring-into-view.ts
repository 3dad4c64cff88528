const still = '(prefers-reduced-motion: reduce)';

/** Scrolls until a part of the page is in view: gliding there, unless the person wants nothing to move. */
export const bringIntoView = (
  part: Element | null | undefined,
  block: ScrollLogicalPosition,
): void => {
  const behavior = globalThis.matchMedia?.(still).matches ? 'auto' : 'smooth';
  part?.scrollIntoView?.({ block, behavior });
};
