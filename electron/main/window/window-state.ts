import * as z from 'zod/mini';

const int = z.int().check(z.minimum(-100_000), z.maximum(100_000));
const windowStateSchema = z.object({
  x: z.nullable(int),
  y: z.nullable(int),
  width: int,
  height: int,
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const minimumSize = { width: 480, height: 520 } as const;
export const defaultWindowState: WindowState = {
  x: null,
  y: null,
  width: 1120,
  height: 760,
  maximized: false,
};

/** Reads a stored state; anything that is not one gives the default. */
export const parseWindowState = (stored: unknown): WindowState => {
  const parsed = windowStateSchema.safeParse(stored);
  return parsed.success ? parsed.data : defaultWindowState;
};

/** How much of the title bar has to stay within reach for a window to count as visible. */
const reachable = { width: 120, height: 40 } as const;

const overlap = (fromA: number, sizeA: number, fromB: number, sizeB: number): number =>
  Math.min(fromA + sizeA, fromB + sizeB) - Math.max(fromA, fromB);

/**
 * The state corrected for the displays there are now: no larger than one of them, and where its title bar can be
 * reached; otherwise it is centred by the system (no position).
 */
export const fitWindowState = (
  state: WindowState,
  workAreas: readonly Rectangle[],
): WindowState => {
  const largest = {
    width: Math.max(minimumSize.width, ...workAreas.map(({ width }) => width)),
    height: Math.max(minimumSize.height, ...workAreas.map(({ height }) => height)),
  };
  const size = {
    width: Math.min(Math.max(state.width, minimumSize.width), largest.width),
    height: Math.min(Math.max(state.height, minimumSize.height), largest.height),
  };
  const { x, y } = state;
  const visible =
    x !== null &&
    y !== null &&
    workAreas.some(
      (area) =>
        overlap(x, size.width, area.x, area.width) >= reachable.width &&
        y >= area.y &&
        overlap(y, reachable.height, area.y, area.height) >= reachable.height,
    );
  return { ...state, ...size, ...(visible ? {} : { x: null, y: null }) };
};
