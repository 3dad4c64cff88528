/** Straight RGBA. */
export type Colour = readonly [red: number, green: number, blue: number];

export const accent: Colour = [82, 66, 166];
export const attention: Colour = [196, 62, 48];

/** How much of a pixel lies inside, from the distance of its centre to the edge (positive: outside). */
const coverage = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance));

/** A speech bubble: a disc with a tail at its lower left. Coordinates from 0 to 1. */
const bubbleDistance = (x: number, y: number): number => {
  const disc = Math.hypot(x - 0.5, y - 0.46) - 0.42;
  const tail = Math.max(0.08 - x, y - 0.95, 0.62 - y, x + (y - 0.62) * 0.9 - 0.52);
  return Math.min(disc, tail);
};

/**
 * A square icon as Electron's bitmap format, premultiplied BGRA: the bubble, or a plain disc that lies over another icon.
 * `dot` puts a mark for unread messages in the upper right corner.
 */
export const iconPixels = (
  size: number,
  options: { shape: 'bubble' | 'disc'; colour: Colour; dot: boolean },
): Buffer => {
  const pixels = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const x = (column + 0.5) / size;
      const y = (row + 0.5) / size;
      const shape =
        options.shape === 'bubble' ? bubbleDistance(x, y) : Math.hypot(x - 0.5, y - 0.5) - 0.46;
      const toDot = Math.hypot(x - 0.78, y - 0.22);
      const dot = options.dot ? coverage((toDot - 0.2) * size) : 0;
      // A gap around the mark keeps it readable at 16 pixels.
      const gap = options.dot ? coverage((toDot - 0.27) * size) : 0;
      const base = coverage(shape * size) * (1 - gap);
      const alpha = Math.min(1, base + dot);
      const at = (row * size + column) * 4;
      for (const [channel, index] of [
        [2, 0],
        [1, 1],
        [0, 2],
      ] as const) {
        pixels[at + index] = Math.round(options.colour[channel] * base + attention[channel] * dot);
      }
      pixels[at + 3] = Math.round(alpha * 255);
    }
  }
  return pixels;
};
