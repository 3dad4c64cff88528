import type { Entry, Held } from '../../../peers/affiliate-sandbox/affiliate.ts';
import type { Mood } from '../../../peers/affiliate-sandbox/manners.ts';
import { startChild } from '../child.ts';
import type { TestClock } from '../clock/test-clock.ts';
import { affiliateProgram } from '../paths.ts';
import { waitFor } from '../wait.ts';

/** The affiliate's sandbox, in a process of its own. */
export interface AffiliateProcess {
  readonly url: string;
  readonly pid: number;
  /** What stands in its book, in the order in which it came. */
  readonly entries: () => Promise<readonly Entry[]>;
  /** What it holds now. */
  readonly held: () => Promise<readonly Held[]>;
  /** Waits until its book is as `isSo` wants, and gives it. `what` ends the sentence "waited for the affiliate to…". */
  readonly waitFor: (
    what: string,
    isSo: (entries: readonly Entry[]) => boolean,
  ) => Promise<readonly Entry[]>;
  readonly behave: (mood: Mood) => Promise<void>;
  /** The page that shows what it got, as text of HTML. */
  readonly page: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface AffiliateProcessOptions {
  readonly dataFolder: string;
  readonly name: string;
  /** Base64, whom it believes. */
  readonly serverKey: string;
  readonly clock?: TestClock | undefined;
}

/** Starts the sandbox on a free port and resolves when it listens. */
export const startAffiliate = async ({
  dataFolder,
  name,
  serverKey,
  clock,
}: AffiliateProcessOptions): Promise<AffiliateProcess> => {
  const child = await startChild(
    process.execPath,
    [...(clock?.nodeArguments ?? []), affiliateProgram],
    {
      env: {
        ...process.env,
        ...clock?.env,
        BISIK_SANDBOX_DATA_DIR: dataFolder,
        BISIK_SANDBOX_NAME: name,
        BISIK_SANDBOX_PORT: '0',
        BISIK_SANDBOX_SERVER_KEY: serverKey,
      },
    },
  );
  const url = await waitFor(
    () => {
      if (!child.isRunning()) throw new Error(`the affiliate ended:\n${child.err.join('\n')}`);
      return child.out.find((line) => line.startsWith('http://'));
    },
    { what: 'the affiliate to listen' },
  ).catch(async (error: unknown) => {
    await child.close();
    throw error;
  });
  const entries = async () =>
    (await (await fetch(`${url}/control/entries`)).json()) as readonly Entry[];
  return {
    url,
    pid: child.pid,
    entries,
    held: async () => (await entries()).filter((entry) => entry.what === 'held'),
    waitFor: (what, isSo) =>
      waitFor(
        async () => {
          const now = await entries();
          return isSo(now) && now;
        },
        { what: `the affiliate to ${what}`, everyMs: 100 },
      ),
    behave: async (mood) => {
      const answer = await fetch(`${url}/control`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mood }),
      });
      if (!answer.ok) throw new Error(`the affiliate answered ${answer.status}`);
    },
    page: async () => (await fetch(`${url}/`)).text(),
    close: () => child.close(),
  };
};
