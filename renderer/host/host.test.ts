import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFakeHost } from '../testing/fake/fake-host.ts';
import { createWorld } from '../testing/fake/world.ts';
import { createEnginePort } from './engine-port.ts';
import { createRemote } from './remote.ts';
import { createSettings } from './settings.ts';

const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** An engine that answers each call with its own name. */
const createEngine = (name: string) => {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  port1.onmessage = ({ data }) => port1.postMessage({ kind: 'result', id: data.id, value: name });
  return {
    port: port2,
    say: (event: unknown) => port1.postMessage(event),
    silence: () => (port1.onmessage = null),
  };
};
const call = { kind: 'call', name: 'chats.list', input: {} } as const;

describe('engine port', () => {
  it('holds calls until the engine is there, and outlives it', async () => {
    const engine = createEnginePort();
    const restarts = vi.fn();
    const events = vi.fn();
    engine.onRestart(restarts);
    engine.onEvent(events);
    const early = engine.call(call);
    const first = createEngine('first');
    engine.attach(first.port);
    expect(await early).toMatchObject({ value: 'first' });
    expect(restarts).not.toHaveBeenCalled();

    first.silence();
    const lost = engine.call(call);
    const second = createEngine('second');
    engine.attach(second.port);
    expect(await lost).toMatchObject({ kind: 'error', error: { code: 'closing' } });
    expect(await engine.call(call)).toMatchObject({ value: 'second' });
    expect(restarts).toHaveBeenCalledTimes(1);

    second.say({ kind: 'event', name: 'chats.typing', payload: {} });
    await vi.waitFor(() => expect(events).toHaveBeenCalledTimes(1));
    const event = { kind: 'event', name: 'chats.typing', payload: {} };
    second.say([event, 'no message', event]);
    await vi.waitFor(() => expect(events).toHaveBeenCalledTimes(3));
    engine.close();
  });
});

describe('remote', () => {
  it('never lets an older answer replace a newer event', async () => {
    let answer: (value: string) => void = () => undefined;
    let tell: (value: string) => void = () => undefined;
    const remote = createRemote<string>({
      get: () => new Promise((resolve) => (answer = resolve)),
      follow: (put) => {
        tell = put;
        return () => undefined;
      },
    });
    const stop = remote.subscribe(() => undefined);
    tell('newer');
    answer('older');
    await Promise.resolve();
    expect(remote.read().value).toBe('newer');
    stop();
  });

  it('stops following with the last listener', () => {
    const unfollow = vi.fn();
    const remote = createRemote({ get: async () => 1, follow: () => unfollow });
    const stops = [remote.subscribe(() => undefined), remote.subscribe(() => undefined)];
    stops[0]?.();
    expect(unfollow).not.toHaveBeenCalled();
    stops[1]?.();
    expect(unfollow).toHaveBeenCalledTimes(1);
  });
});

describe('settings', () => {
  it('apply the strictest values while the file is unreadable', async () => {
    const { host } = createFakeHost(createWorld({ keptAside: 'settings.json.bad' }));
    const settings = createSettings(host);
    const stop = settings.subscribe(() => undefined);
    await vi.waitFor(() => expect(settings.read().status).toBe('ready'));
    expect(settings.read().value?.values).toMatchObject({
      'privacy.sendReadReceipts': false,
      'privacy.sendTyping': false,
      'privacy.findableByNumber': false,
    });
    stop();
  });

  it('show nothing of an account that left, and hand that on to main', async () => {
    const { host, emit } = createFakeHost(
      createWorld({ accountSettings: { 'privacy.sendTyping': false } }),
    );
    const cacheAccount = vi.fn(async () => ({}));
    Object.assign(host.settings, { cacheAccount });
    const settings = createSettings(host);
    const stops = [settings.subscribe(() => undefined), settings.followAccount()];
    const typing = () => settings.read().value?.values['privacy.sendTyping'];
    await vi.waitFor(() => expect(cacheAccount).toHaveBeenCalledTimes(1));
    expect(typing()).toBe(false);
    const rows = await host.accountSettings.rows({});
    emit('accountSettings.changed', { values: {}, removed: true, rows });
    expect(typing()).toBe(true);
    expect(cacheAccount).toHaveBeenLastCalledWith({ values: {}, removed: true });
    for (const stop of stops) stop();
  });
});
