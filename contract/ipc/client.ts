import { fromErrorBody } from '../errors/coded-error.ts';
import type { Client, Domain } from './define.ts';
import type { IpcEvent, IpcRequest, IpcResponse } from './protocol.ts';

/** How a client reaches its host. `call` gives the host's response, `onEvent` returns its unsubscribe. */
export interface Transport {
  readonly call: (request: Omit<IpcRequest, 'id'>) => Promise<IpcResponse>;
  readonly onEvent: (listener: (event: IpcEvent) => void) => () => void;
}

/** The typed client of one domain. Calls reject with a CodedError; events whose payload does not parse are dropped. */
export const createClient = <D extends Domain>(domain: D, transport: Transport): Client<D> => {
  const calls = Object.keys(domain.calls).map((name) => [
    name,
    async (input: unknown) => {
      const response = await transport.call({
        kind: 'call',
        name: `${domain.name}.${name}`,
        input,
      });
      if (response.kind === 'error') throw fromErrorBody(response.error);
      return response.value;
    },
  ]);
  const on = (name: string, listener: (payload: unknown) => void): (() => void) =>
    transport.onEvent((message) => {
      if (message.name !== `${domain.name}.${name}`) return;
      const parsed = domain.events[name]?.payload.safeParse(message.payload);
      if (parsed?.success) listener(parsed.data);
    });
  return { ...Object.fromEntries(calls), on } as unknown as Client<D>;
};
