// Everything the set-up says goes to stderr: stdout belongs to the command (`npm run -s bench -- X --json`).

const mute = () => process.env.BISIK_QUIET === '1';

/** Prints one line to the person at the terminal. */
export function say(text) {
  if (!mute()) process.stderr.write(`${text}\n`);
}

/**
 * A progress line for something counted in `unit`s: redrawn in place on a terminal,
 * one line every few seconds elsewhere (logs, CI).
 */
export function createProgress(
  label,
  { stream = process.stderr, now = Date.now, everyMs = 3000, format = (n) => `${n}` } = {},
) {
  let shownAt = now();
  let drawn = false;
  const line = (done, total) => {
    const share = total > 0 ? ` (${Math.floor((done / total) * 100)} %)` : '';
    return `${label}: ${format(done)}${total > 0 ? ` of ${format(total)}` : ''}${share}`;
  };
  return {
    update(done, total = 0) {
      const at = now();
      if (mute() || at - shownAt < (stream.isTTY ? 100 : everyMs)) return;
      shownAt = at;
      drawn = true;
      stream.write(stream.isTTY ? `\r\x1b[K${line(done, total)}` : `${line(done, total)}\n`);
    },
    end(text) {
      if (mute()) return;
      if (drawn && stream.isTTY) stream.write('\r\x1b[K');
      if (text) stream.write(`${text}\n`);
    },
  };
}

/** Bytes as people read them. */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
