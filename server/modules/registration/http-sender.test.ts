import { afterEach, expect, it } from 'vitest';
import { startSandboxSms } from '../../cli/sandbox-sms-provider.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { createHttpSender } from './http-sender.ts';

const clock = createTestClock();
const message = { id: 'one', number: '+60123450001', code: '123456', expiresAt: 1 };
let provider: Awaited<ReturnType<typeof startSandboxSms>>;
afterEach(() => provider.close());

const start = async (failFirst = 0) => {
  const received: unknown[] = [];
  provider = await startSandboxSms({
    secret: 'shared',
    now: clock.now,
    failFirst,
    onMessage: (got) => received.push(got),
  });
  return received;
};
const sender = (over: { secret?: string; slept?: number[]; fetch?: typeof fetch } = {}) =>
  createHttpSender({
    url: provider.url,
    secret: over.secret ?? 'shared',
    clock,
    fetch: over.fetch ?? fetch,
    sleep: async (ms) => void over.slept?.push(ms),
  });

it('gives a signed code to the provider', async () => {
  const received = await start();
  await sender().send(message);
  expect(received).toEqual([{ number: message.number, code: message.code }]);
});

it('tries again with growing waits, and the provider sends it once', async () => {
  const received = await start(2);
  const slept: number[] = [];
  await sender({ slept }).send(message);
  expect(slept).toEqual([300, 1_000]);
  await sender().send(message);
  expect(received).toHaveLength(1);
});

it('gives up after the last try', async () => {
  const received = await start(99);
  const slept: number[] = [];
  await expect(sender({ slept }).send(message)).rejects.toThrow('did not take');
  expect(slept).toHaveLength(3);
  expect(received).toEqual([]);
});

it('is refused with another secret, and when it comes late', async () => {
  const received = await start();
  await expect(sender({ secret: 'other' }).send(message)).rejects.toThrow('did not take');
  const late: typeof fetch = (url, init) => {
    clock.advance(5 * 60_000 + 1);
    return fetch(url, init);
  };
  await expect(sender({ fetch: late }).send(message)).rejects.toThrow('did not take');
  expect(received).toEqual([]);
});
