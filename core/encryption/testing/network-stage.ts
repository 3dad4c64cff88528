import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { changeKeys } from '../../testing/bend-keys.ts';
import { encryptionWith, summaryWith, verify } from '../../testing/compare.ts';
import { createImpostor } from '../../testing/impostor.ts';
import { growByDay, type KeyWorld } from '../../testing/key-world.ts';
import { writeAnew } from '../../testing/lies/entries.ts';
import type { Person } from '../../testing/world.ts';

/** Identity keys that somebody's account may be said to have. */
export type Known = 'theirs' | 'their new ones' | 'swapped' | 'swapped again';

/** What may happen to keys, devices, the log and the network, and what a person may do. */
export const acts = [
  'swapped',
  'truth',
  'accept',
  'compare',
  'compare the other',
  'undo',
  'new device',
  'new keys',
  'late',
  'lost',
  'away',
  'back',
  'log off',
  'log on',
  'restart',
  'crash',
  'hours',
  'days',
  'rewritten',
] as const;
export type Act = (typeof acts)[number];

/** A real server, the one who looks, and the one whose keys it is about. */
export interface Stage {
  readonly viewer: Person;
  readonly other: Person;
  /** `meanwhile` is called while an answer is held back. */
  readonly do: (act: Act, meanwhile: () => Promise<void>) => Promise<void>;
  /** The connection is there, the log was looked at, and once more after what is in doubt had its minute. */
  readonly settle: () => Promise<void>;
  /** The same without anybody who asks for it: an hour passes, and a minute. */
  readonly passBy: () => Promise<void>;
  /** What `look` gives once it is `wanted`, or in the end. */
  readonly until: <T>(look: () => Promise<T>, wanted: T) => Promise<T>;
  readonly close: () => Promise<void>;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;
const patienceMs = 62_000;
const lookMs = 150;
const tries = 120;

const deferred = (): { readonly promise: Promise<void>; readonly resolve: () => void } => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};
const isOfLog = (url: string): boolean => url.includes('/v1/key-log');

/** Two people who know each other; Badrul's app is looked at. */
export const openStage = async (world: KeyWorld): Promise<Stage> => {
  const [other, viewer] = await world.met();
  const { accountId } = other;
  const impostors = {
    swapped: await createImpostor(other, viewer),
    'swapped again': await createImpostor(other, viewer),
  };
  const changed = changeKeys(viewer, other, { log: 'honest' });
  let isSwapped: keyof typeof impostors | null = null;
  let isReadable = true;
  /** Held back until it is settled. */
  let held: { readonly met: () => void; readonly until: Promise<void> } | null = null;
  const bend = (): void => {
    viewer.network().onRequest = async (request, pass) => {
      if (!isOfLog(request.url)) return pass();
      held?.met();
      await held?.until;
      if (isReadable) return pass();
      return { status: 503, retryAfterMs: undefined, body: '{}' };
    };
  };
  bend();

  const isOnline = async (): Promise<boolean> =>
    (await viewer.handlers().connection.get({})).state === 'online';
  /** Time that passes faster than the network answers ends a connection. */
  const online = async (): Promise<void> => {
    for (let count = 0; !(await isOnline()); count++) {
      if (count > tries) throw new Error('not online');
      world.clock.forward(1_000);
      await setTimeout(lookMs);
    }
  };
  /** Connected, and the log is not being looked at: so it is not time that ends either. */
  const idle = async (): Promise<void> => {
    for (let count = 0; ; count++) {
      await online();
      const { checks } = await viewer.handlers().encryption.own({});
      if (!checks.running) return;
      if (count > tries) throw new Error('it looks for ever');
      await setTimeout(lookMs);
    }
  };
  const check = async (): Promise<void> => {
    for (;;) {
      await online();
      try {
        await viewer.handlers().encryption.check({ accountId });
        return;
      } catch (error) {
        if (!(error instanceof CodedError) || error.code !== 'offline') throw error;
      }
    }
  };
  /** A look that is held back at its first question to the log, until `ending` let it go on. */
  const holding = async (ending: () => Promise<void>): Promise<void> => {
    const asked = deferred();
    const ended = deferred();
    await online();
    held = { met: asked.resolve, until: ended.promise };
    const checking = viewer.handlers().encryption.check({ accountId });
    await asked.promise;
    await ending();
    held = null;
    ended.resolve();
    // With the connection it ends as well.
    await checking.catch(() => undefined);
  };
  const away = (isAway: boolean): void => {
    viewer.network().offline = isAway;
    if (isAway) viewer.network().cut();
  };
  const doing: Readonly<Record<Act, (meanwhile: () => Promise<void>) => unknown>> = {
    swapped: () => {
      isSwapped = isSwapped === 'swapped' ? 'swapped again' : 'swapped';
      changed.become(impostors[isSwapped]);
    },
    truth: () => {
      isSwapped = null;
      changed.become(null);
    },
    accept: async () => {
      const { keyChange } = await summaryWith(viewer, other);
      const keyHash = keyChange?.keyHash ?? '';
      return viewer.handlers().people.acceptKeys({ accountId, keyHash });
    },
    compare: () => verify(viewer, other),
    'compare the other': async () => {
      const { offered } = await encryptionWith(viewer, other);
      return viewer.handlers().encryption.verify({ accountId, keyHash: offered?.keyHash ?? '' });
    },
    undo: () => viewer.handlers().encryption.unverify({ accountId }),
    'new device': () => world.device(other, 'Laptop'),
    'new keys': async () => {
      await other.handlers().devices.makeNewKeys({});
      await world.server.keyTransparency.publish();
    },
    late: (meanwhile) => holding(meanwhile),
    lost: (meanwhile) =>
      holding(async () => {
        await meanwhile();
        away(true);
      }),
    away: () => away(true),
    back: () => away(false),
    'log off': () => {
      isReadable = false;
    },
    'log on': () => {
      isReadable = true;
    },
    restart: () => viewer.reopen(),
    crash: async () => {
      await viewer.crash();
      bend();
      changed.again();
    },
    hours: () => world.clock.forward(2 * hourMs),
    days: async () => {
      await growByDay(world);
      if (!viewer.network().offline) await check();
      world.clock.forward(4 * 24 * hourMs);
    },
    rewritten: () => writeAnew(world, accountId),
  };

  await growByDay(world);
  await check();
  world.clock.forward(minuteMs);
  await check();
  return {
    viewer,
    other,
    do: async (act, meanwhile) => void (await doing[act](meanwhile)),
    passBy: async () => {
      for (const passedMs of [hourMs + minuteMs, patienceMs]) {
        await idle();
        world.clock.forward(passedMs);
      }
      await idle();
    },
    settle: async () => {
      await check();
      world.clock.forward(patienceMs);
      await check();
    },
    until: async (look, wanted) => {
      let last = await look();
      for (let count = 0; count < tries && !isDeepStrictEqual(last, wanted); count++) {
        await setTimeout(lookMs);
        if (!viewer.network().offline) world.clock.forward(1_000);
        last = await look();
      }
      return last;
    },
    close: async () => {
      for (const impostor of Object.values(impostors)) await impostor.close();
      await world.close();
    },
  };
};
