import { expect, it } from 'vitest';
import type { KeyAlarms } from '../../contract/ipc/encryption/alarms.ts';
import { createFakeHost } from '../testing/fake/fake-host.ts';
import { createWorld } from '../testing/fake/world.ts';
import { createSession } from './session.ts';

type Answer = { resolve: (told: KeyAlarms) => void; reject: (reason: Error) => void };
const found: KeyAlarms = { alarms: [{ by: 'own_entry', foundAt: 1_000, end: 'never' }] };

/** A session whose engine answers about the alarm when a test says so, and how. */
const start = () => {
  const fake = createFakeHost(createWorld({}));
  const answers: Answer[] = [];
  const restarts: (() => void)[] = [];
  const { keyAlarms } = createSession({
    ...fake.host,
    encryption: {
      ...fake.host.encryption,
      alarms: () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
    },
    onEngineRestart: (listener) => {
      restarts.push(listener);
      return () => undefined;
    },
  });
  keyAlarms.subscribe(() => undefined);
  const restart = (): void => {
    for (const tell of restarts) tell();
  };
  return { ...fake, keyAlarms, answers, restart };
};
const settled = () => new Promise((resolve) => setTimeout(resolve));

it('an answer that was asked for before an alarm was told does not take it away', async () => {
  const { keyAlarms, answers, emit } = start();
  emit('encryption.alarmsChanged', found);
  answers[0]?.resolve({ alarms: [] });
  await settled();
  expect(keyAlarms.read().value).toEqual(found);
});

it('an alarm stands while an engine that came anew cannot be asked, and goes when it says so', async () => {
  const { keyAlarms, answers, restart } = start();
  answers[0]?.resolve(found);
  await settled();
  restart();
  answers[1]?.reject(new Error('not yet'));
  await settled();
  expect(keyAlarms.read().value).toEqual(found);
  restart();
  answers[2]?.resolve({ alarms: [] });
  await settled();
  expect(keyAlarms.read().value).toEqual({ alarms: [] });
});

it('of two answers under way the one that was asked for last counts, whichever comes first', async () => {
  const { keyAlarms, answers, restart } = start();
  restart();
  answers[0]?.resolve({ alarms: [] });
  answers[1]?.resolve(found);
  await settled();
  expect(keyAlarms.read().value).toEqual(found);
});
