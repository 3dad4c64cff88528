import { access } from 'node:fs/promises';
import { startChild } from '../child.ts';
import { waitFor } from '../wait.ts';

/** A display of its own, on which nobody else takes the focus. */
export interface Display {
  readonly name: string;
  readonly close: () => Promise<void>;
}

const numbersToTry = 20;
let last = 1000 + (process.pid % 1000) * numbersToTry;

/**
 * Starts Xvfb. The number is ours to choose: left to itself the server looks for one whose abstract socket is free, and in
 * a network of its own they all are, so that it would take the socket of the display that the run itself stands on.
 */
export const startDisplay = async (): Promise<Display> => {
  for (let tries = 0; tries < numbersToTry; tries++) {
    const number = last++;
    const child = await startChild('Xvfb', [
      ...[`:${number}`, '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'],
    ]);
    const isUp = await waitFor(
      () =>
        child.isRunning()
          ? access(`/tmp/.X11-unix/X${number}`).then(
              () => 'yes' as const,
              () => undefined,
            )
          : 'no',
      { what: 'a display' },
    );
    if (isUp === 'yes' && child.isRunning()) return { name: `:${number}`, close: child.close };
    await child.close();
  }
  throw new Error('no display number is free');
};
