import type { Transport } from '../../contract/ipc/client.ts';
import { createPortTransport, type PortTransport } from '../../contract/ipc/port-transport.ts';
import type { IpcEvent, IpcResponse } from '../../contract/ipc/protocol.ts';
import { createListeners } from '../state/listeners.ts';

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
  const events = createListeners<[IpcEvent]>();
  const restarts = createListeners();
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
    onEvent: events.add,
    attach: (next) => {
      const restarted = port !== undefined;
      drop();
      port = next;
      const transport = createPortTransport((request) => next.postMessage(request));
      transport.onEvent(events.tell);
      next.onmessage = (message) => transport.receive(message.data);
      current = transport;
      for (const send of pending) send(transport);
      pending = [];
      if (restarted) restarts.tell();
    },
    onRestart: restarts.add,
    close: () => {
      drop();
      events.clear();
      restarts.clear();
    },
  };
};
