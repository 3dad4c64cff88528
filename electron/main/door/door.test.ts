import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { call, defineDomain } from '../../../contract/ipc/define.ts';
import { createRouter, route } from '../../../contract/ipc/router.ts';
import { createDoor, type Sender } from './door.ts';

const domain = defineDomain('probe', {
  host: 'main',
  calls: { add: call(z.object({ by: z.int() }), z.object({ sum: z.int() }), 'Adds.') },
  events: {},
});
const own: Sender = { isOwnWindow: true, isTopFrame: true, url: 'app://bisik/index.html#chat' };

const createProbe = () => {
  let sum = 0;
  const router = createRouter([
    route(domain, {
      add: async ({ by }) => {
        sum += by;
        return { sum };
      },
    }),
  ]);
  return { door: createDoor('app://bisik', router), sum: () => sum };
};
const request = { kind: 'call', id: 7, name: 'probe.add', input: { by: 2 } };

describe('the door', () => {
  it('lets the own page in', async () => {
    const { door } = createProbe();
    expect(await door(own, request)).toEqual({ kind: 'result', id: 7, value: { sum: 2 } });
  });

  it.each<[string, Sender]>([
    ['a subframe', { ...own, isTopFrame: false }],
    ['another window', { ...own, isOwnWindow: false }],
    ['another origin', { ...own, url: 'https://bisik/index.html' }],
    ['another host of the scheme', { ...own, url: 'app://other/index.html' }],
    ['an origin that only begins like it', { ...own, url: 'app://bisik.example/' }],
    ['a blank page', { ...own, url: 'about:blank' }],
    ['a frame that is gone', { ...own, url: undefined }],
    ['no address', { ...own, url: '' }],
  ])('refuses %s and runs nothing', async (_name, sender) => {
    const { door, sum } = createProbe();
    expect(await door(sender, request)).toMatchObject({ id: 7, error: { code: 'ipc_refused' } });
    expect(sum()).toBe(0);
  });

  it('answers an unknown name, an inherited one, bad input and what is no request with a code', async () => {
    const { door, sum } = createProbe();
    const code = async (message: unknown) => {
      const response = await door(own, message);
      return response.kind === 'error' ? response.error.code : response.kind;
    };
    expect(await code({ ...request, name: 'probe.take' })).toBe('ipc_unknown');
    expect(await code({ ...request, name: 'probe.toString' })).toBe('ipc_unknown');
    expect(await code({ ...request, input: { by: '2' } })).toBe('ipc_bad_input');
    expect(await code('add')).toBe('ipc_bad_input');
    expect(await code(undefined)).toBe('ipc_bad_input');
    expect(sum()).toBe(0);
  });
});
