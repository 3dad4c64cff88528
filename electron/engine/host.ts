import type { Domain } from '../../contract/ipc/define.ts';
import { engineDomains } from '../../contract/ipc/index.ts';
import { createRouter, type Route } from '../../contract/ipc/router.ts';

/** The part of Electron's MessagePortMain that is used here. */
export interface EnginePort {
  postMessage: (message: unknown) => void;
  on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) => unknown;
  start: () => void;
  close: () => void;
}

export interface EnginePorts {
  /** Serves one window's port. Before `serve` its requests wait in the port. */
  readonly add: (port: EnginePort) => void;
  /** Starts to answer, on the ports there are and on those that come. */
  readonly serve: (handlers: Readonly<Record<string, Route['handlers']>>) => void;
  /** Sends an event to every window. */
  readonly spread: (name: string, payload: unknown) => void;
  readonly close: () => void;
}

/** Keeps the windows' ports and answers the engine's domains on each. */
export const createEnginePorts = (
  onUnexpected: (name: string, error: unknown) => void,
): EnginePorts => {
  const ports = new Set<EnginePort>();
  const gathered = new Map<EnginePort, unknown[]>();
  /** What is said in one turn goes as one message: the window draws it once. */
  const say = (port: EnginePort, message: unknown): void => {
    const waiting = gathered.get(port);
    if (waiting) {
      waiting.push(message);
      return;
    }
    const messages = [message];
    gathered.set(port, messages);
    setImmediate(() => {
      gathered.delete(port);
      if (ports.has(port)) port.postMessage(messages.length === 1 ? message : messages);
    });
  };
  let answer: ReturnType<typeof createRouter> | undefined;
  const listen = (port: EnginePort, router: NonNullable<typeof answer>): void => {
    port.on('message', ({ data }) => {
      void router(data).then((response) => {
        if (response) say(port, response);
      });
    });
    port.start();
  };
  return {
    add: (port) => {
      ports.add(port);
      port.on('close', () => void ports.delete(port));
      if (answer) listen(port, answer);
    },
    serve: (handlers) => {
      const routes = Object.values(engineDomains).map((domain: Domain): Route => {
        const own = handlers[domain.name];
        if (!own) throw new Error(`no handlers for ${domain.name}`);
        return { domain, handlers: own };
      });
      answer = createRouter(routes, { onUnexpected });
      for (const port of ports) listen(port, answer);
    },
    spread: (name, payload) => {
      for (const port of ports) say(port, { kind: 'event', name, payload });
    },
    close: () => {
      for (const port of ports) port.close();
      ports.clear();
    },
  };
};
