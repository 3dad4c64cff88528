import { closeSync, openSync, writeSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The time of a journey, for all the programs that were started with it. It goes on by itself and jumps when told to. */
export interface TestClock {
  readonly now: () => number;
  /** What passed, for programs within this one: with every way forward, and not with a clock that is put back or set. */
  readonly elapsed: () => number;
  /** Goes forward, or back by a negative number. Timers that run do not notice. */
  readonly advance: (ms: number) => Promise<void>;
  readonly moveTo: (at: number) => Promise<void>;
  /** Takes a window along, now and whenever the time is moved. */
  readonly follow: (page: Page) => Promise<void>;
  /** What a Node program is started with, before its file. */
  readonly nodeArguments: readonly string[];
  /** What Electron is started with, before the app's folder. */
  readonly electronArguments: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Runs in the window: its time becomes the system's, moved. */
const moveWindow = (offsetMs: number): void => {
  const place = globalThis as typeof globalThis & { journeyOffsetMs?: number };
  const isFirst = place.journeyOffsetMs === undefined;
  place.journeyOffsetMs = offsetMs;
  if (!isFirst) return;
  const SystemDate = Date;
  const now = () => SystemDate.now() + (place.journeyOffsetMs ?? 0);
  place.Date = new Proxy(SystemDate, {
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
    apply: (target) => new target(now()).toString(),
    construct: (target, given, made) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, made),
  });
};

/** Starts at `at`, milliseconds since 1970; now, when nothing is said. */
export const createTestClock = async (at?: number): Promise<TestClock> => {
  const folder = await mkdtemp(join(tmpdir(), 'bisik-clock-'));
  // Windows may belong to somebody who may not enter the project.
  await chmod(folder, 0o755);
  const door = join(folder, 'door.cjs');
  await copyFile(join(import.meta.dirname, 'door.cjs'), door);
  const file = join(folder, 'offset');
  const descriptor = openSync(file, 'w', 0o644);
  const pages = new Set<Page>();
  let offsetMs = 0;
  let passedMs = 0;
  const moveAlong = (page: Page) =>
    page.evaluate(moveWindow, offsetMs).catch((error: unknown) => {
      // Killed, and nobody was told yet.
      if (!/closed/.test(String(error))) throw error;
      pages.delete(page);
    });
  const set = async (next: number) => {
    offsetMs = Math.round(next);
    // Always as long, and in one write: nobody reads half of it.
    writeSync(descriptor, `${offsetMs}`.padEnd(24), 0);
    await Promise.all([...pages].map(moveAlong));
  };
  await set(at === undefined ? 0 : at - Date.now());
  return {
    now: () => Date.now() + offsetMs,
    elapsed: () => performance.now() + passedMs,
    advance: (ms) => {
      passedMs += Math.max(0, ms);
      return set(offsetMs + ms);
    },
    moveTo: (wanted) => set(wanted - Date.now()),
    follow: async (page) => {
      pages.add(page);
      page.once('close', () => void pages.delete(page));
      const move = () => page.evaluate(moveWindow, offsetMs);
      // A page that loads again begins with the system's time.
      page.on('domcontentloaded', () => void move().catch(() => undefined));
      await move();
    },
    nodeArguments: ['--require', door],
    electronArguments: ['-r', door],
    env: { BISIK_TEST_CLOCK_FILE: file },
    close: async () => {
      closeSync(descriptor);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
