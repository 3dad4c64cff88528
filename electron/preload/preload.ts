import { contextBridge, ipcRenderer } from 'electron';
import { channels, enginePortMessage, enginePortRequest } from '../../contract/ipc/channels.ts';
import type { Transport } from '../../contract/ipc/client.ts';
import type { IpcEvent, IpcRequest } from '../../contract/ipc/protocol.ts';

/** What the page finds as `window.bisik`. */
export interface PageBridge {
  /** One call to a domain of main; gives the response message, never rejects for a refusal. */
  readonly call: (request: IpcRequest) => ReturnType<Transport['call']>;
  /** Every event of main's domains; gives its unsubscribe. */
  readonly onEvent: (listener: (event: IpcEvent) => void) => () => void;
  /** Asks for the engine's port; it arrives by `postMessage`, and a new one after every restart. */
  readonly enginePort: () => void;
}

let port: MessagePort | undefined;
let asked = false;

// The port waits here until the page asks: one that is handed over before anybody listens is lost.
const hand = (): void => {
  if (!asked || !port) return;
  window.postMessage(enginePortMessage, window.location.origin, [port]);
  port = undefined;
};

const enginePort = (): void => {
  asked = true;
  hand();
};

ipcRenderer.on(channels.enginePort, (event) => {
  port = event.ports[0];
  hand();
});

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === enginePortRequest) enginePort();
});

const bridge: PageBridge = {
  call: (request) => ipcRenderer.invoke(channels.call, request),
  onEvent: (listener) => {
    const forward = (_: unknown, event: IpcEvent): void => listener(event);
    ipcRenderer.on(channels.event, forward);
    return () => void ipcRenderer.removeListener(channels.event, forward);
  },
  enginePort,
};

contextBridge.exposeInMainWorld('bisik', bridge);
const connect = {
  kind: 'call',
  id: 0,
  name: 'shell.connectEngine',
  input: {},
} satisfies IpcRequest;
// Not from the blank page that a window may begin with: its answer would reach the real one, twice.
if (window.location.href !== 'about:blank') void ipcRenderer.invoke(channels.call, connect);
