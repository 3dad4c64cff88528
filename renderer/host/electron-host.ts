import type { Transport } from '../../contract/ipc/client.ts';
import type { PageBridge } from '../../contract/ipc/page-bridge.ts';
import { enginePortMessage, enginePortRequest } from '../../contract/ipc/protocol.ts';
import { createEnginePort } from './engine-port.ts';
import { createHost, type Host } from './host.ts';

declare global {
  interface Window {
    readonly bisik?: PageBridge;
  }
}

const toMainTransport = (bindings: PageBridge): Transport => {
  let id = 0;
  return {
    call: (request) => {
      id += 1;
      return bindings.call({ ...request, id });
    },
    onEvent: (listener) => bindings.onEvent(listener),
  };
};

/** The host inside Electron: the shell by the preload bindings, the engine by the port that arrives by message. */
export const createElectronHost = (page: Window, bindings: PageBridge): Host => {
  const engine = createEnginePort();
  const receive = (message: MessageEvent) => {
    const port = message.ports[0];
    if (message.source === page && message.data === enginePortMessage && port) engine.attach(port);
  };
  page.addEventListener('message', receive);
  page.postMessage(enginePortRequest, page.location.origin === 'null' ? '*' : page.location.origin);
  return createHost({
    main: toMainTransport(bindings),
    engine,
    onEngineRestart: engine.onRestart,
    close: async () => {
      page.removeEventListener('message', receive);
      engine.close();
    },
  });
};
