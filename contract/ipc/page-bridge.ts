import type { IpcEvent, IpcRequest, IpcResponse } from './protocol.ts';

/** What preload exposes to the page as `window.bisik`. The engine's port comes by `postMessage` (`channels.ts`). */
export interface PageBridge {
  /** One call to a domain of main; gives the response message, never rejects for a refusal. */
  readonly call: (request: IpcRequest) => Promise<IpcResponse>;
  /** Every event of main's domains; gives its unsubscribe. */
  readonly onEvent: (listener: (event: IpcEvent) => void) => () => void;
}
