import type { Domain, Emit } from '../../../contract/ipc/define.ts';
import type { IpcEvent } from '../../../contract/ipc/protocol.ts';

/** The `emit` of one domain, over what sends a message to the window. */
export const emitter =
  <D extends Domain>(domain: D, send: (event: IpcEvent) => void): Emit<D> =>
  (name, payload) =>
    send({ kind: 'event', name: `${domain.name}.${name}`, payload });
