import { randomBytes } from 'node:crypto';
import type * as z from 'zod/mini';
import { labelInput, labelSecret, toLabel } from '../../../contract/transparency/keys/label.ts';
import {
  deriveLabelKeys,
  evaluateBlinded,
  evaluateInput,
} from '../../../contract/transparency/keys/oblivious.ts';
import {
  type evaluationSchema,
  labelKeyBytes,
  type labelLookupSchema,
} from '../../../contract/wire/key-log.ts';
import { openServerIdentity } from '../../../server/modules/server-identity/server-identity.ts';
import { systemRandom } from '../../../server/platform/random.ts';
import { type KeyHistory, shown } from '../key-world.ts';
import type { Person } from '../world.ts';
import { answering, answeringJson, type Lie, type Stage, settled, takeUsername } from './stage.ts';
import { takeOut } from './take-out.ts';

const hash = (): string => randomBytes(32).toString('base64');
const isFind = (path: string): boolean => path === '/v1/key-log/labels/find';
const isEvaluate = (path: string): boolean => path === '/v1/key-log/labels/evaluate';
const isAccount = (path: string): boolean => path === '/v1/account';
const isDescription = (path: string): boolean => path === '/v1/key-log/labels';

type Find = z.infer<typeof labelLookupSchema>;
const told =
  (change: (body: Find) => unknown) =>
  ({ badrul }: Stage): void =>
    answeringJson<Find>(badrul, isFind, (body) => ('path' in body ? change(body) : body));

const stranger = ({ world }: Stage): Promise<Person> => world.person('+60123456709', 'Cik');
/** What is to be entered of numbers and usernames is entered anew. */
const enterAnew = async (history: KeyHistory, value: string): Promise<void> => {
  history.asOperator(
    `DELETE FROM key_labels WHERE value = '${value}';
     INSERT OR IGNORE INTO key_unlabelled SELECT ref FROM accounts`,
  );
  await history.store.keyMap.adoptLabels(100);
  await history.server.keyTransparency.publish();
};
/** The number leads to this account, in all that the server says. */
const lead = async (history: KeyHistory, number: string, accountId: string): Promise<void> => {
  history.asOperator(
    `DELETE FROM findable_numbers WHERE account_id = '${accountId}' AND number != '${number}';
     UPDATE findable_numbers SET account_id = '${accountId}', account_ref = (SELECT ref FROM accounts WHERE id = '${accountId}')
       WHERE number = '${number}'`,
  );
  await enterAnew(history, number);
};
/** And the username. */
const leadUsername = async (
  history: KeyHistory,
  username: string,
  accountId: string,
): Promise<void> => {
  history.asOperator(
    `UPDATE accounts SET username = NULL WHERE username = '${username}';
     UPDATE accounts SET username = '${username}' WHERE id = '${accountId}'`,
  );
  await enterAnew(history, username);
};
const labelOf = ({ store }: KeyHistory, number: string): Uint8Array =>
  toLabel(
    labelSecret('number', evaluateInput(store.keyMap.labelKeys(), labelInput('number', number))),
  );
const sizeOf = async ({ server }: KeyHistory): Promise<number> => {
  const note = await (await fetch(`${server.url}/v1/key-log/checkpoint`)).text();
  return Number(note.split('\n')[1]);
};
/** The newest head is one at which everybody looks. */
export const toMark = async (history: KeyHistory): Promise<void> => {
  let size: number;
  do {
    await history.grow();
    size = await sizeOf(history);
  } while ((size & (size - 1)) !== 0);
};
/** And it is not. */
const pastMark = async (history: KeyHistory): Promise<void> => {
  const size = await sizeOf(history);
  if ((size & (size - 1)) === 0) await history.grow();
};

const found = { seenBy: 'contact', told: 'before', soon: 'seconds' } as const;
const refused = { ...found, state: 'refused' } as const;
const unproved = { ...found, state: 'check_unavailable' } as const;
const ofOwn = { seenBy: 'owner', told: 'later', soon: 'minutes', state: 'own_label' } as const;

/** Who is found by a number or username: answers that name somebody else, and a map that does. */
export const liesOfLabels: readonly Lie[] = [
  {
    name: 'number answered with another account',
    does: 'names somebody else when a number is looked up',
    ...refused,
    tell: async (stage) => {
      const { accountId } = await stranger(stage);
      answeringJson(
        stage.badrul,
        (path) => path === '/v1/lookups/number',
        () => ({ accountId }),
      );
    },
  },
  {
    name: 'username answered with another account',
    does: 'names somebody else when a username is looked up',
    ...refused,
    tell: async (stage) => {
      const { accountId } = await stranger(stage);
      stage.left.username = await takeUsername(stage.aisyah, 'aisyah');
      answeringJson(
        stage.badrul,
        (path) => path === '/v1/lookups/username',
        () => ({ accountId }),
      );
    },
  },
  {
    name: 'label withheld',
    does: 'leaves the number out of the map that it shows to one victim',
    ...refused,
    tell: async ({ world, aisyah, badrul }) => {
      const fork = await world.fork();
      await takeOut(fork, labelOf(fork, aisyah.number));
      shown(fork, badrul.network());
    },
  },
  {
    name: 'label of somebody else',
    does: 'has the number lead to a stranger in the map, and answers its look-up with the right account',
    ...refused,
    tell: async (stage) => {
      const { world, aisyah, badrul } = stage;
      const { accountId } = await stranger(stage);
      const fork = await world.fork();
      await lead(fork, aisyah.number, accountId);
      shown(fork, badrul.network());
    },
  },
  {
    name: 'label’s opening kept back',
    does: 'does not say to whom a number leads in the map',
    ...refused,
    tell: told((body) => ({ ...body, opening: null })),
  },
  {
    name: 'label that does not open',
    does: 'gives another nonce for it',
    ...refused,
    tell: told((body) => ({
      ...body,
      opening: body.opening && { ...body.opening, nonce: hash() },
    })),
  },
  {
    name: 'non-inclusion of a label',
    does: 'says of a number that is in the map that it is not',
    ...unproved,
    tell: told((body) => ({ ...body, path: { ...body.path, end: null }, opening: null })),
  },
  {
    name: 'labels refused',
    does: 'makes no labels',
    ...unproved,
    tell: ({ badrul }) => answering(badrul, isEvaluate, () => ({ status: 503 })),
  },
  {
    name: 'evaluation without proof',
    does: 'sends another proof with a label that it makes',
    ...unproved,
    tell: ({ badrul }) =>
      answeringJson<z.infer<typeof evaluationSchema>>(badrul, isEvaluate, (body) => ({
        ...body,
        proof: randomBytes(64).toString('base64'),
      })),
  },
  {
    name: 'map that does not commit to the label key',
    does: 'does not show that the labels of the map are made by the key that it names',
    ...unproved,
    tell: told((body) => ({ ...body, keyPath: body.keyPath.map(hash) })),
  },
  {
    name: 'other label key',
    does: 'makes the labels of one victim by another key, and signs it',
    ...found,
    state: 'label_key',
    tell: async ({ world, badrul }) => {
      // The first is known when the own labels were made.
      await settled(badrul);
      const keys = deriveLabelKeys(systemRandom(32));
      const { sign } = openServerIdentity(world.server.dataDir, systemRandom);
      const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
      answering(badrul, isDescription, () =>
        JSON.stringify({
          publicKey: base64(keys.publicKey),
          signature: base64(sign(labelKeyBytes(keys.publicKey))),
        }),
      );
      answering(badrul, isEvaluate, (_body, request) => {
        const { blinded } = JSON.parse(String(request.body)) as { blinded: string[] };
        const elements = blinded.map((one) => new Uint8Array(Buffer.from(one, 'base64')));
        const evaluation = evaluateBlinded(keys, elements, systemRandom);
        if (!evaluation) throw new Error('not evaluated');
        const { evaluated, proof } = evaluation;
        return JSON.stringify({ evaluated: evaluated.map(base64), proof: base64(proof) });
      });
    },
  },
  {
    name: 'number swapped for an answer and put back',
    does: 'has a number lead to a stranger while somebody looks it up, and back before the next head at which everybody looks',
    seenBy: 'contact',
    told: 'later',
    soon: 'minutes',
    state: 'check_failed',
    tell: async (stage) => {
      const { world, aisyah, badrul } = stage;
      const cik = await stranger(stage);
      await pastMark(world);
      await lead(world, aisyah.number, cik.accountId);
      await pastMark(world);
      await badrul.chatWith(aisyah);
      await lead(world, aisyah.number, aisyah.accountId);
      await toMark(world);
      await world.grow();
      stage.left.about = cik;
    },
  },
  {
    name: 'number swapped for everybody',
    does: 'has a number lead to a stranger, and keeps to it',
    ...ofOwn,
    tell: async (stage) => {
      const { accountId } = await stranger(stage);
      await lead(stage.world, stage.aisyah.number, accountId);
    },
  },
  {
    name: 'number swapped and put back',
    does: 'has a number lead to a stranger for some days, and then back',
    ...ofOwn,
    tell: async (stage) => {
      const { world, aisyah } = stage;
      await lead(world, aisyah.number, (await stranger(stage)).accountId);
      await toMark(world);
      await lead(world, aisyah.number, aisyah.accountId);
      await world.grow();
    },
  },
  {
    name: 'number taken out',
    does: 'has a number lead to nobody, though its owner wants to be found',
    ...ofOwn,
    tell: async ({ world, aisyah }) => {
      await takeOut(world, labelOf(world, aisyah.number));
    },
  },
  {
    name: 'username swapped and denied',
    does: 'has a username lead to a stranger, and tells its owner that they have none',
    ...ofOwn,
    tell: async (stage) => {
      const { world, aisyah } = stage;
      const username = await takeUsername(aisyah, 'aisyah');
      const { accountId } = await stranger(stage);
      answeringJson<{ username: string | null }>(aisyah, isAccount, (body) =>
        'username' in body ? { ...body, username: null } : body,
      );
      await leadUsername(world, username, accountId);
    },
  },
];
