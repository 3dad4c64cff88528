import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { CodedError } from '../errors/coded-error.ts';
import { createClient } from './client.ts';
import { call, defineDomain, event, type Handlers } from './define.ts';
import { engineDomains, mainDomains } from './index.ts';
import { createPortTransport } from './port-transport.ts';
import { createRouter, route } from './router.ts';

const demo = defineDomain('demo', {
  host: 'engine',
  calls: { double: call(z.object({ n: z.int() }), z.object({ n: z.int() }), 'Doubles.') },
  events: { ticked: event(z.object({ at: z.int() }), 'Ticks.') },
});
const doubling: Handlers<typeof demo> = { double: async ({ n }) => ({ n: n * 2 }) };

/** A client and a router joined by a pipe that clones, as a port does. */
const connect = (handlers: Handlers<typeof demo>, unexpected: unknown[] = []) => {
  const router = createRouter([route(demo, handlers)], {
    checkOutputs: true,
    onUnexpected: (_name, error) => unexpected.push(error),
  });
  const transport = createPortTransport(
    (request) =>
      void router(structuredClone(request)).then((response) =>
        transport.receive(structuredClone(response)),
      ),
  );
  return { transport, client: createClient(demo, transport) };
};

describe('a call', () => {
  it('reaches its handler and comes back', async () => {
    await expect(connect(doubling).client.double({ n: 21 })).resolves.toEqual({ n: 42 });
  });

  it('with input that does not fit never reaches the handler', async () => {
    let reached = false;
    const { client } = connect({
      double: async ({ n }) => {
        reached = true;
        return { n };
      },
    });
    await expect(client.double({ n: 'x' } as never)).rejects.toMatchObject({
      code: 'ipc_bad_input',
    });
    expect(reached).toBe(false);
  });

  it('rejects with the code that the handler threw, and keeps its facts', async () => {
    const failing = async () =>
      Promise.reject(new CodedError('rate_limited', { retryAfterMs: 500 }));
    await expect(connect({ double: failing }).client.double({ n: 1 })).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 500,
    });
  });

  it('says nothing of an unexpected error but `internal`, and tells the host', async () => {
    const unexpected: unknown[] = [];
    const { client } = connect(
      { double: () => Promise.reject(new Error('secret path')) },
      unexpected,
    );
    const error = await client.double({ n: 1 }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'internal' });
    expect(String(error)).not.toContain('secret path');
    expect(unexpected).toHaveLength(1);
  });

  it('that waits when the pipe closes rejects with `closing`, and so does a later one', async () => {
    const { client, transport } = connect({ double: () => new Promise(() => undefined) });
    const waiting = client.double({ n: 1 });
    transport.close();
    await expect(waiting).rejects.toMatchObject({ code: 'closing' });
    await expect(client.double({ n: 1 })).rejects.toMatchObject({ code: 'closing' });
  });
});

describe('the guarded door', () => {
  const router = createRouter([route(demo, doubling)]);

  it('refuses unknown names, also those of every object', async () => {
    for (const name of ['demo.triple', 'toString', 'demo.__proto__', 'demo.constructor', '']) {
      await expect(router({ kind: 'call', id: 1, name, input: {} })).resolves.toEqual({
        kind: 'error',
        id: 1,
        error: { code: 'ipc_unknown' },
      });
    }
  });

  it('ignores what is not a request', async () => {
    for (const noise of [
      null,
      undefined,
      7,
      'call',
      [],
      { kind: 'call' },
      { kind: 'call', id: 'x', name: 'demo.double', input: {} },
    ]) {
      await expect(router(noise)).resolves.toBeUndefined();
    }
  });
});

describe('events', () => {
  it('reach listeners until they leave; a payload that does not fit is dropped', () => {
    const { client, transport } = connect(doubling);
    const heard: number[] = [];
    const leave = client.on('ticked', ({ at }) => heard.push(at));
    transport.receive({ kind: 'event', name: 'demo.ticked', payload: { at: 1 } });
    transport.receive({ kind: 'event', name: 'demo.ticked', payload: { at: 'x' } });
    transport.receive({ kind: 'event', name: 'other.ticked', payload: { at: 2 } });
    leave();
    transport.receive({ kind: 'event', name: 'demo.ticked', payload: { at: 3 } });
    expect(heard).toEqual([1]);
  });
});

describe('the domains', () => {
  it('stand under their own names and say who answers', () => {
    for (const [name, domain] of Object.entries(mainDomains))
      expect([domain.name, domain.host]).toEqual([name, 'main']);
    for (const [name, domain] of Object.entries(engineDomains))
      expect([domain.name, domain.host]).toEqual([name, 'engine']);
  });
});
