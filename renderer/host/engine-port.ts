import type { Transport } from '../../contract/ipc/client.ts';
import { createPortTransport, type PortTransport } from '../../contract/ipc/port-transport.ts';
import type { IpcEvent, IpcResponse } from '../../contract/ipc/protocol.ts';

export type EnginePort = Transport & {
  /** Takes the port of an engine that has just started; calls that waited go out on it. */
  readonly attach: (port: MessagePort) => void;
  readonly onRestart: (listener: () => void) => () => void;
  readonly close: () => void;
};

/**
 * One transport over the ports of successive engines. Calls made before the first port wait for it; calls under way when
 * an engine dies are answered with `closing`.
 */
export const createEnginePort = (): EnginePort => {
  const listeners = new Set<(event: IpcEvent) => void>();
  const restarts = new Set<() => void>();
  let pending: ((transport: PortTransport) => void)[] = [];
  let current: PortTransport | undefined;
  let port: MessagePort | undefined;

  const drop = () => {
    current?.close();
    port?.close();
    current = undefined;
  };

  return {
    call: (request) =>
      current
        ? current.call(request)
        : new Promise<IpcResponse>((resolve) => {
            pending.push((transport) => resolve(transport.call(request)));
          }),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    attach: (next) => {
      const restarted = port !== undefined;
      drop();
      port = next;
      const transport = createPortTransport((request) => next.postMessage(request));
      transport.onEvent((event) => {
        for (const listener of [...listeners]) listener(event);
      });
      next.onmessage = (message) => transport.receive(message.data);
      current = transport;
      for (const send of pending) send(transport);
      pending = [];
      if (restarted) for (const listener of [...restarts]) listener();
    },
    onRestart: (listener) => {
      restarts.add(listener);
      return () => void restarts.delete(listener);
    },
    close: () => {
      drop();
      listeners.clear();
      restarts.clear();
    },
  };
};
