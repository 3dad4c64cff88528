import { CodedError, toErrorBody } from '../errors/coded-error.ts';
import type { Transport } from './client.ts';
import {
  eventMessageSchema,
  type IpcEvent,
  type IpcRequest,
  type IpcResponse,
  responseSchema,
} from './protocol.ts';

/** A transport over any two-way pipe of structured messages, such as a MessagePort. */
export interface PortTransport extends Transport {
  /** Give every message that arrives from the host; a list is what it said in one turn. */
  readonly receive: (message: unknown) => void;
  /** Rejects what waits, with the code `closing`, and every later call. */
  readonly close: () => void;
}

/** Numbers requests, matches responses, spreads events. */
export const createPortTransport = (send: (request: IpcRequest) => void): PortTransport => {
  const waiting = new Map<number, (response: IpcResponse) => void>();
  const listeners = new Set<(event: IpcEvent) => void>();
  let nextId = 1;
  let closed = false;
  const receiveOne = (message: unknown): void => {
    const event = eventMessageSchema.safeParse(message);
    if (event.success) {
      for (const listener of [...listeners]) listener(event.data);
      return;
    }
    const response = responseSchema.safeParse(message);
    if (!response.success) return;
    const resolve = waiting.get(response.data.id);
    waiting.delete(response.data.id);
    resolve?.(response.data);
  };
  const refusal = (id: number): IpcResponse => ({
    kind: 'error',
    id,
    error: toErrorBody(new CodedError('closing')),
  });
  return {
    call: (request) => {
      const id = nextId++;
      if (closed) return Promise.resolve(refusal(id));
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        send({ ...request, id });
      });
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    receive: (message) => {
      for (const one of Array.isArray(message) ? message : [message]) receiveOne(one);
    },
    close: () => {
      closed = true;
      for (const [id, resolve] of waiting) resolve(refusal(id));
      waiting.clear();
      listeners.clear();
    },
  };
};
