import { promiseHooks } from 'node:v8';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestMessenger, type TestMessenger } from './testing/test-messenger.ts';

let person: TestMessenger;
beforeEach(async () => {
  person = await startTestMessenger({ defaultServerUrl: null });
});
afterEach(() => person.close());

/** Makes a call. Gives its answer, and what was settled before it came back with nobody there to hear it. */
const unheardOf = <T>(call: () => Promise<T>) => {
  const settled: Promise<unknown>[] = [];
  const heard = new Set<Promise<unknown>>();
  const stop = promiseHooks.createHook({
    init: (_, parent) => {
      if (parent) heard.add(parent);
    },
    settled: (promise) => void settled.push(promise),
  });
  try {
    const answer = call();
    return { answer, settled: settled.length, unheard: settled.filter((one) => !heard.has(one)) };
  } finally {
    stop();
  }
};

// In Electron's process what is refused ends the engine when nobody hears it by the time its turn is over, which Node itself does not show.
test('a call that is refused at once is answered, and heard from the moment on when it is refused', async () => {
  const { messages, privacy, devices } = person.handlers;
  const chatId = '00000000-0000-4000-8000-000000000001';
  const calls = [
    () => messages.send({ chatId, messageId: chatId, text: 'hai' }),
    () => privacy.viewAs({ as: 'stranger' }),
    () => devices.refresh({}),
  ];
  for (const call of calls) {
    const { answer, settled, unheard } = unheardOf<unknown>(call);
    await expect(answer).rejects.toMatchObject({ code: 'not_registered' });
    expect(settled).toBeGreaterThan(0);
    expect(unheard).toEqual([]);
  }
});
