import { describe, expect, it } from 'vitest';
import { createEngineSupervisor, type EngineProcess, restartDelayMs } from './supervisor.ts';

type Posted = {
  message: { kind: string };
  keyAtPost: number[] | undefined;
  ports: readonly string[];
};

/** A program that does what the test says, and a clock that goes on when the test says. */
const createWorld = () => {
  let now = 0;
  const timers = new Map<number, { at: number; call: () => void }>();
  let nextTimer = 1;
  const children: {
    posted: Posted[];
    report: (report: unknown) => void;
    exit: () => void;
    killed: boolean;
  }[] = [];
  const said: string[] = [];
  let restarts = 0;
  let started = 0;
  const fork = (): EngineProcess<string> => {
    const child = {
      posted: [] as Posted[],
      report: (_: unknown): void => {},
      exit: (): void => {},
      killed: false,
    };
    children.push(child);
    return {
      post: (message, ports = []) => {
        const { databaseKey } = message as { databaseKey?: Uint8Array };
        const keyAtPost = databaseKey && [...databaseKey];
        child.posted.push({ message: message as { kind: string }, keyAtPost, ports });
      },
      onReport: (listener) => {
        child.report = listener;
      },
      onExit: (listener) => {
        child.exit = listener;
      },
      kill: () => {
        child.killed = true;
        child.exit();
      },
    };
  };
  const supervisor = createEngineSupervisor<string>({
    fork,
    timers: {
      now: () => now,
      after: (delayMs, call) => {
        const id = nextTimer++;
        timers.set(id, { at: now + delayMs, call });
        return () => void timers.delete(id);
      },
    },
    onState: ({ state }) => void said.push(state),
    onRestart: () => void restarts++,
    onStarted: () => void started++,
    complain: () => {},
  });
  const pass = (ms: number): void => {
    now += ms;
    for (const [id, { at, call }] of [...timers])
      if (at <= now) {
        timers.delete(id);
        call();
      }
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    supervisor,
    children,
    said,
    pass,
    settle,
    timers,
    counts: () => ({ restarts, started }),
  };
};

const options = {
  dataFolder: '/data',
  defaultServerUrl: null,
  localProgram: null,
  appVersion: '0.1.0',
};
const handedOut: Uint8Array[] = [];
const key = async () => {
  const copy = Uint8Array.of(1, 2, 3);
  handedOut.push(copy);
  return copy;
};
const kinds = (posted: readonly Posted[]) => posted.map(({ message }) => message.kind);

describe('the engine', () => {
  it('starts ahead of its key, and the key is wiped here once it was sent', async () => {
    const { supervisor, children, said, settle, counts } = createWorld();
    supervisor.launch();
    supervisor.connect('a port');
    expect(kinds(children[0]?.posted ?? [])).toEqual(['port']);
    supervisor.begin(options, key);
    await settle();
    expect(children).toHaveLength(1);
    expect(children[0]?.posted[1]?.keyAtPost).toEqual([1, 2, 3]);
    expect([...(handedOut.at(-1) ?? [])]).toEqual([0, 0, 0]);
    children[0]?.report({ kind: 'started' });
    expect(said).toEqual(['starting', 'running']);
    expect(counts().started).toBe(1);
  });

  it('comes back after a crash with its key, its options and new ports', async () => {
    const { supervisor, children, pass, settle, counts } = createWorld();
    supervisor.launch();
    supervisor.begin(options, key);
    await settle();
    children[0]?.report({ kind: 'started' });
    supervisor.setLocalProgram({ accountId: 'a', username: null, name: 'Echo' });
    children[0]?.exit();
    expect(supervisor.state()).toEqual({ state: 'restarting', restarts: 1 });
    expect(children).toHaveLength(1);
    pass(restartDelayMs(1));
    await settle();
    expect(children).toHaveLength(2);
    expect(children[1]?.posted[0]).toMatchObject({
      keyAtPost: [1, 2, 3],
      message: { kind: 'start', localProgram: { name: 'Echo' } },
    });
    expect(counts().restarts).toBe(1);
    children[1]?.report({ kind: 'started' });
    expect(supervisor.state().state).toBe('running');
  });

  it('waits longer each time, and forgets that after a minute of health', async () => {
    const { supervisor, children, pass, settle } = createWorld();
    supervisor.launch();
    supervisor.begin(options, key);
    for (let failure = 1; failure <= 8; failure += 1) {
      children.at(-1)?.exit();
      pass(restartDelayMs(failure) - 1);
      expect(children).toHaveLength(failure);
      pass(1);
      await settle();
      expect(children).toHaveLength(failure + 1);
    }
    expect(restartDelayMs(8)).toBe(30_000);
    pass(60_000);
    children.at(-1)?.exit();
    pass(restartDelayMs(1));
    expect(children).toHaveLength(10);
  });

  it('is ended and started again when it says that it failed', async () => {
    const { supervisor, children, pass } = createWorld();
    supervisor.launch();
    supervisor.begin(options, key);
    children[0]?.report({ kind: 'failed', code: 'internal' });
    expect(children[0]?.killed).toBe(true);
    pass(restartDelayMs(1));
    expect(children).toHaveLength(2);
  });

  it('waits for the vault when the key cannot be had again', async () => {
    const { supervisor, children, settle } = createWorld();
    supervisor.launch();
    supervisor.begin(options, () => Promise.reject(new Error('locked')));
    await settle();
    expect(supervisor.state().state).toBe('waiting');
    supervisor.begin(options, key);
    await settle();
    expect(kinds(children[0]?.posted ?? [])).toEqual(['start']);
  });

  it('rests when told: it ends with the key it has, and the next one waits for another', async () => {
    const { supervisor, children, pass, settle, said, timers, counts } = createWorld();
    supervisor.launch();
    supervisor.rest();
    expect(children[0]?.posted).toEqual([]);
    supervisor.begin(options, key);
    await settle();
    children[0]?.report({ kind: 'started' });
    supervisor.rest();
    expect(kinds(children[0]?.posted ?? [])).toEqual(['start', 'close']);
    // Unlocked before it has ended: the key is for the next one.
    supervisor.begin(options, key);
    await settle();
    expect(kinds(children[0]?.posted ?? [])).toEqual(['start', 'close']);
    children[0]?.exit();
    await settle();
    expect(kinds(children[1]?.posted ?? [])).toEqual(['start']);
    expect([counts().restarts, timers.size]).toEqual([1, 0]);
    children[1]?.report({ kind: 'started' });

    supervisor.rest();
    pass(1_999);
    expect(children[1]?.killed).toBe(false);
    pass(1);
    await settle();
    expect(children[1]?.killed).toBe(true);
    expect(children[2]?.posted).toEqual([]);
    expect(said).toEqual(['starting', 'running', 'waiting', 'starting', 'running', 'waiting']);
    expect(supervisor.state()).toEqual({ state: 'waiting', restarts: 0 });
  });

  it('does not run again because it says so late, once it was told to rest', async () => {
    const { supervisor, children, settle, counts } = createWorld();
    supervisor.launch();
    supervisor.begin(options, key);
    await settle();
    supervisor.rest();
    children[0]?.report({ kind: 'started' });
    expect([supervisor.state().state, counts().started]).toEqual(['waiting', 0]);
    children[0]?.exit();
    expect(supervisor.state().state).toBe('waiting');
    supervisor.begin(options, key);
    await settle();
    children[1]?.report({ kind: 'started' });
    expect([supervisor.state().state, counts().started]).toEqual(['running', 1]);
  });

  it('is asked to end once and leaves no timer when it rests, begins and rests within its bound', async () => {
    const { supervisor, children, pass, settle, timers } = createWorld();
    supervisor.launch();
    supervisor.begin(options, key);
    await settle();
    supervisor.rest();
    supervisor.begin(options, key);
    supervisor.rest();
    expect(kinds(children[0]?.posted ?? [])).toEqual(['start', 'close']);
    children[0]?.exit();
    await settle();
    expect([timers.size, children.length, supervisor.state().state]).toEqual([0, 2, 'waiting']);
    expect(children[1]?.posted).toEqual([]);
    pass(60_000);
    expect(children[1]?.killed).toBe(false);
  });

  it('rests also while it waits to start again, and closes while it ends to rest', async () => {
    const { supervisor, children, pass, settle, timers } = createWorld();
    supervisor.launch();
    supervisor.begin(options, key);
    children[0]?.exit();
    supervisor.rest();
    expect(children).toHaveLength(2);
    pass(60_000);
    await settle();
    expect(children).toHaveLength(2);
    expect(children[1]?.posted).toEqual([]);
    supervisor.begin(options, key);
    supervisor.rest();
    const closed = supervisor.close();
    children[1]?.exit();
    await closed;
    expect([children.length, timers.size]).toEqual([2, 0]);
  });

  it('is asked to close, and ended when it does not; then nothing starts any more', async () => {
    const first = createWorld();
    first.supervisor.launch();
    const closed = first.supervisor.close();
    expect(kinds(first.children[0]?.posted ?? [])).toEqual(['close']);
    first.children[0]?.exit();
    await closed;
    expect(first.timers.size).toBe(0);

    const second = createWorld();
    second.supervisor.launch();
    const forced = second.supervisor.close();
    second.pass(5_000);
    await forced;
    expect(second.children[0]?.killed).toBe(true);
    second.supervisor.launch();
    expect(second.children).toHaveLength(1);
  });

  it('does not come back when it closes during the back-off', async () => {
    const { supervisor, children, pass } = createWorld();
    supervisor.launch();
    children[0]?.exit();
    await supervisor.close();
    pass(60_000);
    expect(children).toHaveLength(1);
  });

  it('takes no word that it does not know', () => {
    const { supervisor, children } = createWorld();
    supervisor.launch();
    for (const report of [null, 'started', { kind: 'ended' }, {}]) children[0]?.report(report);
    expect(supervisor.state().state).toBe('waiting');
  });
});
