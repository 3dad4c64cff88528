export type Oklch = readonly [l: number, c: number, h: number];

const clamp = (x: number) => Math.min(1, Math.max(0, x));

/** Linear sRGB of an oklch colour, clipped to the gamut (Ottosson 2020). */
const toLinearRgb = ([l, c, h]: Oklch): [number, number, number] => {
  const angle = (h * Math.PI) / 180;
  const a = c * Math.cos(angle);
  const b = c * Math.sin(angle);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    clamp(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    clamp(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    clamp(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
};

const luminance = (colour: Oklch) => {
  const [r, g, b] = toLinearRgb(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** Contrast ratio of WCAG 2.2, from 1 to 21. */
export const contrast = (one: Oklch, two: Oklch): number => {
  const a = luminance(one) + 0.05;
  const b = luminance(two) + 0.05;
  return Math.max(a, b) / Math.min(a, b);
};
