import { contextBridge, ipcRenderer } from 'electron';
import { channels, enginePortMessage, enginePortRequest } from '../../contract/ipc/channels.ts';
import type { PageBridge } from '../../contract/ipc/page-bridge.ts';
import type { IpcEvent, IpcRequest } from '../../contract/ipc/protocol.ts';
import type { shellDomain } from '../../contract/ipc/shell.ts';

let port: MessagePort | undefined;
let asked = false;

// The port waits here until the page asks: one that is handed over before anybody listens is lost.
const hand = (): void => {
  if (!asked || !port) return;
  window.postMessage(enginePortMessage, window.location.origin, [port]);
  port = undefined;
};

ipcRenderer.on(channels.enginePort, (event) => {
  port = event.ports[0];
  hand();
});

window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== enginePortRequest) return;
  asked = true;
  hand();
});

const bridge: PageBridge = {
  call: (request) => ipcRenderer.invoke(channels.call, request),
  onEvent: (listener) => {
    const forward = (_: unknown, event: IpcEvent): void => listener(event);
    ipcRenderer.on(channels.event, forward);
    return () => void ipcRenderer.removeListener(channels.event, forward);
  },
};

contextBridge.exposeInMainWorld('bisik', bridge);
const name: `shell.${keyof typeof shellDomain.calls}` = 'shell.connectEngine';
const connect: IpcRequest = { kind: 'call', id: 0, name, input: {} };
// Not from the blank page that a window may begin with: its answer would reach the real one, twice.
if (window.location.href !== 'about:blank') void ipcRenderer.invoke(channels.call, connect);
