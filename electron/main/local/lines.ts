/** Cuts a stream of text into lines; a line longer than `maxLength` is dropped whole. */
export const createLineReader = (
  onLine: (line: string) => void,
  maxLength = 65_536,
): ((chunk: string) => void) => {
  let rest = '';
  let dropping = false;
  return (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      if (!dropping && line.trim() !== '') onLine(line);
      dropping = false;
    }
    if (rest.length > maxLength) {
      rest = '';
      dropping = true;
    }
  };
};
