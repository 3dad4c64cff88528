import type { Transport } from '../../contract/ipc/client.ts';
import { createClient } from '../../contract/ipc/client.ts';
import type { Client } from '../../contract/ipc/define.ts';
import {
  type EngineDomains,
  engineDomains,
  type MainDomains,
  mainDomains,
} from '../../contract/ipc/index.ts';

/** Everything that screens may ask for: one client a domain, and word of each start of the engine. */
export type Host = { readonly [K in keyof MainDomains]: Client<MainDomains[K]> } & {
  readonly [K in keyof EngineDomains]: Client<EngineDomains[K]>;
} & {
  /** Called at each start of the engine after the first, and when it begins anew over another database: what was read before may be old. */
  readonly onEngineRestart: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
};

const toClients = (domains: typeof mainDomains | typeof engineDomains, transport: Transport) =>
  Object.fromEntries(
    Object.entries(domains).map(([name, domain]) => [name, createClient(domain, transport)]),
  );

/** Joins the two ways, to the shell and to the engine, into one host. */
export const createHost = (options: {
  main: Transport;
  engine: Transport;
  onEngineRestart: Host['onEngineRestart'];
  close: () => Promise<void>;
}): Host => {
  const engine = toClients(engineDomains, options.engine) as unknown as Host;
  return {
    ...toClients(mainDomains, options.main),
    ...engine,
    onEngineRestart: (listener) => {
      const stops = [options.onEngineRestart(listener), engine.store.on('replaced', listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    close: options.close,
  };
};
