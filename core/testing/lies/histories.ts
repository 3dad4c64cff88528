import { accountLabel } from '../../../contract/transparency/keys/entry.ts';
import { changeKeys } from '../bend-keys.ts';
import { createImpostor } from '../impostor.ts';
import { shown, unheeding } from '../key-world.ts';
import { lookInStore } from '../work-in-store.ts';
import { enterOther, writeAnew } from './entries.ts';
import { answering, answeringJson, type Lie, noteBody, type Stage, settled } from './stage.ts';
import { takeOut } from './take-out.ts';

const failed = {
  seenBy: 'contact',
  told: 'later',
  soon: 'seconds',
  state: 'check_failed',
} as const;
const ofOwn = { seenBy: 'owner', told: 'later', soon: 'minutes', state: 'check_failed' } as const;

const isOf = ({ aisyah }: Stage): string => `id = '${aisyah.accountId}'`;
const refOf = (stage: Stage): string => `(SELECT ref FROM accounts WHERE ${isOf(stage)})`;
/** A day later Badrul's app has looked at Aisyah's entry as it is by then. */
const lookedAgain = async ({ world, badrul, aisyah }: Stage): Promise<void> => {
  world.clock.forward(25 * 3_600_000);
  const since = world.clock.now() - 60_000;
  await badrul.own().until(() => {
    world.clock.forward(1_000);
    return lookInStore(badrul, (store) => {
      const row = store.keyEntries.get(aisyah.accountId);
      return row?.state === 'agrees' && (row.checkedAt ?? 0) >= since;
    });
  });
  await settled(badrul);
};
const isPowerOfTwo = (size: number): boolean => (size & (size - 1)) === 0;
/** The newest head is signed, and is not the one at which everybody looks. */
const betweenMarks = async ({ world }: Stage): Promise<void> => {
  let size: number;
  do {
    await world.grow();
    const note = await (await fetch(`${world.server.url}/v1/key-log/checkpoint`)).text();
    size = Number(note.split('\n')[1]);
  } while (isPowerOfTwo(size));
};
const ghost = (stage: Stage): string =>
  `INSERT INTO devices (account_ref, device_id, registration_id, token_hash, signing_key, signing_key_signature, signed_pre_key,
    last_resort_kyber_pre_key, created_at) SELECT account_ref, 77, 777, x'00', signing_key, signing_key_signature, signed_pre_key,
    last_resort_kyber_pre_key, created_at FROM devices WHERE account_ref = ${refOf(stage)} LIMIT 1`;

/** Two heads or two histories, each with the server's signature; and versions that the operator entered. */
export const liesOfHistories: readonly Lie[] = [
  {
    name: 'swapped key for one victim',
    does: 'hands out a key of its own that the map does not have',
    seenBy: 'contact',
    told: 'before',
    soon: 'minutes',
    state: 'check_failed',
    tell: async ({ aisyah, badrul }) =>
      changeKeys(badrul, aisyah, { log: 'honest' }).become(await createImpostor(aisyah, badrul)),
  },
  {
    name: 'withheld entry',
    does: 'leaves an account out of the map that it shows to one victim',
    seenBy: 'contact',
    told: 'before',
    soon: 'minutes',
    state: 'check_failed',
    tell: async ({ world, aisyah, badrul }) => {
      const fork = await world.fork();
      await takeOut(fork, accountLabel(aisyah.accountId));
      shown(fork, badrul.network());
    },
  },
  {
    name: 'replayed head',
    does: 'shows a checkpoint of before again',
    ...failed,
    tell: async (stage) => {
      const { world, badrul } = stage;
      const before = await (await fetch(`${world.server.url}/v1/key-log/checkpoint`)).text();
      await world.grow();
      await lookedAgain(stage);
      unheeding(badrul.network());
      answering(
        badrul,
        (path) => path.startsWith('/v1/key-log/') && path.endsWith('/checkpoint'),
        () => noteBody(before),
      );
    },
  },
  {
    name: 'rolled-back log',
    does: 'goes back to an earlier log, and answers by that',
    ...failed,
    tell: async (stage) => {
      const { world, badrul } = stage;
      const fork = await world.fork();
      await world.grow();
      await lookedAgain(stage);
      unheeding(badrul.network());
      shown(fork, badrul.network());
    },
  },
  {
    name: 'two roots for one size',
    does: 'signs two heads at one place, and shows the second to who has seen the first',
    ...failed,
    tell: async (stage) => {
      const { world, badrul } = stage;
      const fork = await world.fork();
      await fork.grow();
      await world.grow();
      await lookedAgain(stage);
      shown(fork, badrul.network());
    },
  },
  {
    name: 'inconsistent heads',
    does: 'signs a longer log that does not continue the one that was seen',
    ...failed,
    tell: async (stage) => {
      const { world, badrul } = stage;
      const fork = await world.fork();
      for (let heads = 0; heads < 3; heads++) await fork.grow();
      await world.grow();
      await lookedAgain(stage);
      shown(fork, badrul.network());
    },
  },
  {
    name: 'split view',
    does: 'shows two people two logs, each of which holds for itself',
    seenBy: 'contact',
    told: 'before',
    soon: 'seconds',
    state: 'check_failed',
    tell: async ({ world, badrul, aisyah }) => {
      const fork = await world.fork();
      await fork.grow();
      await world.grow();
      shown(fork, badrul.network());
      // They write to each other: each brings the other what it saw.
      await aisyah.send(await aisyah.chatWith(badrul), 'hai');
      await badrul.received(aisyah, 1);
    },
  },
  {
    name: 'entry written anew',
    does: 'throws the versions away and begins the map again',
    ...failed,
    tell: ({ world, aisyah }) => writeAnew(world, aisyah.accountId),
  },
  {
    name: 'version numbers going down',
    does: 'takes the newest version of an entry out, and proves nothing about the heads before',
    ...failed,
    soon: 'days',
    tell: async (stage) => {
      const { world, aisyah } = stage;
      await world.device(aisyah, 'Laptop');
      await betweenMarks(stage);
      await lookedAgain(stage);
      await writeAnew(world, aisyah.accountId);
    },
  },
  {
    name: 'look-ups that end',
    does: 'answers no look-up any more of an account that was looked at before',
    ...failed,
    soon: 'days',
    state: 'check_unavailable',
    tell: ({ badrul }) =>
      answering(
        badrul,
        (path) => path.startsWith('/v1/key-log/accounts/'),
        () => ({ status: 503 }),
      ),
  },
  {
    name: 'swapped and put back',
    does: 'enters another key for an hour and then the right one again',
    ...ofOwn,
    tell: async ({ world, aisyah }) => {
      const putBack = await enterOther(world, aisyah.accountId);
      await putBack();
    },
  },
  {
    name: 'swapped for everybody',
    does: 'enters another key and keeps to it',
    ...ofOwn,
    tell: async ({ world, aisyah }) => {
      await enterOther(world, aisyah.accountId);
    },
  },
  {
    name: 'ghost device',
    does: 'enters a device more for the account than its own list of devices shows',
    ...ofOwn,
    tell: async (stage) => {
      const { world, aisyah } = stage;
      world.asOperator(ghost(stage));
      await world.enter(aisyah.accountId);
      world.asOperator(`DELETE FROM devices WHERE device_id = 77`);
    },
  },
  {
    name: 'device list that differs from the map',
    does: 'shows the account another list of its devices than it entered',
    ...ofOwn,
    tell: ({ aisyah }) =>
      answeringJson<{ devices: object[] }>(
        aisyah,
        (path) => path === '/v1/devices',
        ({ devices }) => ({
          devices: [...devices, { ...devices[0], deviceId: 78, registrationId: 78 }],
        }),
      ),
  },
  {
    name: '“gone” for a living account',
    does: 'enters that the account was deleted',
    ...ofOwn,
    tell: async (stage) => {
      const { world, aisyah, badrul } = stage;
      const fork = await world.fork();
      const device = await fork.store.accounts.authenticate(aisyah.accountId, 1);
      if (!device) throw new Error('no account');
      await fork.store.accounts.remove(device.accountRef);
      await fork.server.keyTransparency.publish();
      // That history knows her no more, and answers whoever it knows.
      let authorization: string | undefined;
      answering(
        badrul,
        () => true,
        (body, request) => {
          authorization = request.headers.authorization ?? authorization;
          return body;
        },
      );
      await badrul.chatWith(aisyah);
      if (authorization === undefined) throw new Error('nothing was asked');
      shown(fork, aisyah.network(), { authorization });
    },
  },
];
