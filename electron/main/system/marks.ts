/** Writes `bisik-mark {"what":…,"at":<epoch ms>}` lines for the benches; silent unless asked for. */
export const createMarks =
  (options: { on: boolean; now: () => number; write: (line: string) => void }) =>
  (what: string): void => {
    if (options.on) options.write(`bisik-mark ${JSON.stringify({ what, at: options.now() })}\n`);
  };
