import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { engineDomains } from '../../contract/ipc/index.ts';
import type { Route } from '../../contract/ipc/router.ts';
import { createEnginePorts, type EnginePort } from './host.ts';

/** Every call of every domain, answering with its own name. */
const handlers = Object.fromEntries(
  Object.values(engineDomains).map((domain) => [
    domain.name,
    Object.fromEntries(
      Object.keys(domain.calls).map((name) => [name, async () => `${domain.name}.${name}`]),
    ) as unknown as Route['handlers'],
  ]),
);

const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** A window's end of a channel, and the engine's as Electron would shape it. */
const createWindow = () => {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const got: unknown[] = [];
  let wake = (): void => {};
  const heard: unknown[] = [];
  port1.on('message', (message) => {
    heard.push(message);
    got.push(...(Array.isArray(message) ? message : [message]));
    wake();
  });
  const engineEnd: EnginePort = {
    postMessage: (message) => port2.postMessage(message),
    // A port starts with its first listener here; Electron's waits for `start`.
    on: (event, listener) => port2.on(event, (data: unknown) => listener({ data })),
    start: () => {},
    close: () => port2.close(),
  };
  const next = async (count: number): Promise<unknown[]> => {
    while (got.length < count)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return got;
  };
  return {
    ask: (message: unknown) => port1.postMessage(message),
    next,
    engineEnd,
    page: port1,
    heard,
  };
};

describe('the engine’s ports', () => {
  it('keep a request until there is somebody to answer it', async () => {
    const ports = createEnginePorts(() => {});
    const window = createWindow();
    ports.add(window.engineEnd);
    window.ask({ kind: 'call', id: 1, name: 'connection.get', input: {} });
    ports.serve(handlers);
    expect(await window.next(1)).toEqual([{ kind: 'result', id: 1, value: 'connection.get' }]);
  });

  it('answer every window with what it asked, and tell all of them what happens', async () => {
    const ports = createEnginePorts(() => {});
    ports.serve(handlers);
    const [first, second] = [createWindow(), createWindow()];
    ports.add(first.engineEnd);
    ports.add(second.engineEnd);
    second.ask({ kind: 'call', id: 9, name: 'store.get', input: {} });
    await second.next(1);
    ports.spread('connection.changed', { state: 'online' });
    const event = { kind: 'event', name: 'connection.changed', payload: { state: 'online' } };
    expect(await first.next(1)).toEqual([event]);
    expect(await second.next(2)).toEqual([{ kind: 'result', id: 9, value: 'store.get' }, event]);
  });

  it('say in one message what comes in one turn, in its order', async () => {
    const ports = createEnginePorts(() => {});
    ports.serve(handlers);
    const window = createWindow();
    ports.add(window.engineEnd);
    const event = (at: number) => ({ kind: 'event', name: 'chats.typing', payload: { at } });
    ports.spread('chats.typing', { at: 1 });
    ports.spread('chats.typing', { at: 2 });
    await window.next(2);
    ports.spread('chats.typing', { at: 3 });
    await window.next(3);
    expect(window.heard).toEqual([[event(1), event(2)], event(3)]);
  });

  it('refuse what they do not know, and tell of what went wrong without a word of it', async () => {
    const complaints: string[] = [];
    const ports = createEnginePorts((name) => void complaints.push(name));
    const failing = async (): Promise<never> => {
      throw new Error('a secret');
    };
    ports.serve({ ...handlers, store: { ...handlers.store, get: failing } });
    const window = createWindow();
    ports.add(window.engineEnd);
    window.ask({ kind: 'call', id: 1, name: 'vault.get', input: {} });
    window.ask({ kind: 'call', id: 2, name: 'messages.send', input: {} });
    window.ask({ kind: 'call', id: 3, name: 'store.get', input: {} });
    const answers = await window.next(3);
    expect(answers).toEqual(
      expect.arrayContaining([
        { kind: 'error', id: 1, error: { code: 'ipc_unknown' } },
        { kind: 'error', id: 2, error: { code: 'ipc_bad_input' } },
        { kind: 'error', id: 3, error: { code: 'internal' } },
      ]),
    );
    expect(complaints).toEqual(['store.get']);
  });

  it('refuse to serve without every domain', () => {
    expect(() => createEnginePorts(() => {}).serve({})).toThrow('no handlers');
  });
});
