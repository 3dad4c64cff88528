import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { eachStore } from '../store/testing/each-store.ts';
import type { Store } from '../store/types.ts';
import { createOwnWords, type OwnWords, usernameRegister } from './own-words.ts';

const accountId = '1d3a4f0e-0000-4000-8000-000000000001';

const here = eachStore();
let store: Store;
let words: OwnWords;
/** What was written to the username's register, the newest last. */
let written: (string | null)[];
/** When the newest of them was, and what time it is here. */
let writtenAt: number;
let now: number;
/** What the server says, and what this device has of it. */
let said: string | null;
let username: string | null;
let asked: number;
/** What becomes of a username that is asked for. */
let answer: (name: string | null) => Promise<string | null>;

const writes = (value: string | null, at: number): void => {
  written.push(value);
  writtenAt = at;
};
const present = () => ({ accountId, username }) as never;
beforeEach(() => {
  store = here.store;
  [written, said, username, asked] = [['aisyah.21'], 'aisyah.21', 'aisyah.21', 0];
  [writtenAt, now] = [1_000, 5_000];
  answer = async (name) => name && `${name}.1`;
  words = createOwnWords(
    {
      store,
      clock: { now: () => now } as never,
      onUnexpected: (_, error) => {
        throw error;
      },
    },
    {
      account: {
        ready: present,
        handlers: {
          setUsername: async ({ name }: { readonly name: string | null }) => {
            username = await answer(name);
            return present();
          },
        } as never,
        learnUsername: async () => {
          asked++;
          username = said;
        },
      },
      registers: {
        value: (key: string) => (key === usernameRegister ? written.at(-1) : undefined),
        newest: () => `write ${written.length}`,
        author: () => ({ at: writtenAt }),
        set: (_key: string, value: string | null) => writes(value, now),
        onChanged: () => () => undefined,
      } as never,
      onFollowed: () => undefined,
    },
  );
});
afterEach(async () => {
  words.close();
});

const unanswered = async (name: string): Promise<void> => {
  answer = () => Promise.reject(new CodedError('unavailable'));
  await expect(words.setUsername({ name })).rejects.toMatchObject({ code: 'unavailable' });
};
const connected = async (): Promise<void> => {
  words.onUp();
  // What is asked is answered at once here.
  await new Promise((resolve) => setImmediate(resolve));
};

test('what was asked for without an answer is the account’s once the server says it', async () => {
  await unanswered('yusof');
  said = 'yusof.7';
  await connected();
  expect(written).toEqual(['aisyah.21', 'yusof.7']);
});

test('a server that says much later what was asked for once takes no later choice away', async () => {
  await unanswered('yusof');
  // On another device, of which this one heard.
  writes('lain.3', 6_000);
  said = 'yusof.7';
  await connected();
  expect(written).toEqual(['aisyah.21', 'lain.3']);
  // Nor once it is chosen as it was: that question is over.
  writes('aisyah.21', 7_000);
  await connected();
  expect(written.at(-1)).toBe('aisyah.21');
});

test('an answer that is held back until another device chose is none to that, and the server is asked what it has', async () => {
  let answerNow: (name: string) => void = () => undefined;
  answer = () =>
    new Promise((resolve) => {
      answerNow = resolve;
    });
  const setting = words.setUsername({ name: 'yusof' });
  await new Promise((resolve) => setImmediate(resolve));
  writes('lain.3', 6_000);
  said = 'lain.3';
  answerNow('yusof.7');
  await setting;
  expect(written).toEqual(['aisyah.21', 'lain.3']);
  expect([asked, username]).toEqual([1, 'lain.3']);
});

test('what another device chose before, and is only heard of meanwhile, is no later choice', async () => {
  await unanswered('yusof');
  writes('lain.3', 4_000);
  said = 'yusof.7';
  await connected();
  expect(written.at(-1)).toBe('yusof.7');
});

test('two choices one right after the other both count, and the last one stands', async () => {
  await Promise.all([words.setUsername({ name: 'satu' }), words.setUsername({ name: 'dua' })]);
  expect(written).toEqual(['aisyah.21', 'satu.1', 'dua.1']);
});
