/** All that the bundled packages use of `node:assert`. Throws when the condition does not hold. */
const assert = (condition: unknown, message?: string): void => {
  if (!condition) throw new Error(message ?? 'assertion failed');
};

// The packages import it by default, as Node's.
// biome-ignore lint/style/noDefaultExport: see above
export default assert;
