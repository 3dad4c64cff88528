import { expect, it } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Account } from '../account/account.ts';
import type { SharingContext } from './reading.ts';
import { createSync } from './sync.ts';

it('asks again within an hour, however long the server wants to be left alone', async () => {
  const delays: number[] = [];
  const runs: (() => void)[] = [];
  const planned = () => new Promise<void>((resolve) => setImmediate(resolve));
  const context = {
    store: { meta: { get: () => undefined } },
    clock: {
      now: () => 0,
      after: (delayMs: number, run: () => void) => {
        delays.push(delayMs);
        runs.push(run);
        return () => undefined;
      },
    },
    random: { fraction: () => 0 },
    onUnexpected: () => undefined,
  } as unknown as SharingContext;
  const sync = createSync(context, {
    account: {
      ready: () => ({}),
      pin: () => ({ publicKey: '' }),
      api: () => async () => {
        throw new CodedError('rate_limited', { retryAfterMs: 365 * 86_400_000 });
      },
    } as unknown as Account,
    isUp: () => true,
    checkpoint: () => null,
    look: async () => undefined,
    alsoDo: async () => undefined,
    onChanged: () => undefined,
    onTaken: () => undefined,
  });
  sync.soon();
  runs.at(-1)?.();
  await planned();
  expect(delays).toEqual([0, 3_600_000]);
  sync.close();
});
