// Whatever holds a timer or a socket has a `close()`; a test file that leaves one open fails here.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll } from 'vitest';

const watched = ['TCPServerWrap', 'TCPSocketWrap', 'Timeout'] as const;
const triesBeforeGivingUp = 40;

const leftOpen = (): string[] => {
  const open = process.getActiveResourcesInfo();
  return watched
    .map((kind) => ({ kind, times: open.filter((name) => name === kind).length }))
    .filter(({ times }) => times > 0)
    .map(({ kind, times }) => `${kind} ×${times}`);
};

afterAll(async () => {
  // A socket needs a few turns of the loop between its end and its close; the runner's own timers come and go.
  for (let tries = 0; leftOpen().length > 0 && tries < triesBeforeGivingUp; tries += 1) {
    await wait(50);
  }
  const open = leftOpen();
  if (open.length > 0) {
    throw new Error(`left open after the last test of this file: ${open.join(', ')}; close() it`);
  }
});
