import type { Transport } from '../../../contract/ipc/client.ts';
import type { Domain } from '../../../contract/ipc/define.ts';
import { engineDomains, mainDomains } from '../../../contract/ipc/index.ts';
import type { IpcEvent } from '../../../contract/ipc/protocol.ts';
import { createRouter, type Route, route } from '../../../contract/ipc/router.ts';
import { createHost, type Host } from '../../host/host.ts';
import { createListeners } from '../../state/listeners.ts';
import { accountHandlers } from './account-handlers.ts';
import { accountSettingsHandlers } from './account-settings-handlers.ts';
import { chatHandlers, messageHandlers } from './chat-handlers.ts';
import { devicesHandlers } from './devices-handlers.ts';
import { encryptionHandlers } from './encryption-handlers.ts';
import { peopleHandlers } from './people-handlers.ts';
import { privacyHandlers } from './privacy-handlers.ts';
import { profileHandlers } from './profile-handlers.ts';
import { sharingHandlers } from './sharing-handlers.ts';
import { engineStateHandlers, shellHandlers } from './shell-handlers.ts';
import type { World } from './world.ts';

export type FakeHost = {
  readonly host: Host;
  readonly world: World;
  /** Sends an event; its payload is held to the contract's schema. */
  readonly emit: (name: string, payload: unknown) => void;
};

/**
 * A host in memory behind the contract's own router and clients, with answers and events held to their schemas: what it
 * says, the real ones could say.
 */
export const createFakeHost = (world: World): FakeHost => {
  const events = createListeners<[IpcEvent]>();
  const emit: FakeHost['emit'] = (name, payload) => {
    const [domain = '', event = ''] = name.split('.');
    const domains: Record<string, Domain> = { ...mainDomains, ...engineDomains };
    const spec = domains[domain]?.events[event];
    if (!spec) throw new Error(`no event ${name}`);
    const checked = spec.payload.parse(payload);
    events.tell({ kind: 'event', name, payload: checked });
  };
  const state = engineStateHandlers(world, emit);
  const shell = shellHandlers(world, emit);
  const sharing = sharingHandlers(world, emit);
  const routes: Route[] = [
    route(mainDomains.settings, shell.settings),
    route(mainDomains.vault, shell.vault),
    route(mainDomains.shell, shell.shell),
    route(mainDomains.local, shell.local),
    route(engineDomains.account, accountHandlers(world, emit)),
    route(engineDomains.chats, chatHandlers(world, emit)),
    route(engineDomains.messages, messageHandlers(world, emit)),
    route(engineDomains.connection, state.connection),
    route(engineDomains.store, state.store),
    route(engineDomains.accountSettings, accountSettingsHandlers(world, emit)),
    route(engineDomains.sharing, sharing.sharing),
    route(engineDomains.disclosures, sharing.disclosures),
    route(engineDomains.devices, devicesHandlers(world, emit)),
    route(engineDomains.encryption, encryptionHandlers(world, emit)),
    route(engineDomains.people, peopleHandlers(world, emit)),
    route(engineDomains.profile, profileHandlers(world, emit)),
    route(engineDomains.privacy, privacyHandlers(world)),
  ];
  const answer = createRouter(routes, {
    checkOutputs: true,
    onUnexpected: (name, error) => console.error(name, error),
  });
  let id = 0;
  const transport: Transport = {
    call: async (request) => {
      id += 1;
      const response = await answer(structuredClone({ ...request, id }));
      if (!response) throw new Error(`not a request: ${request.name}`);
      return response;
    },
    onEvent: events.add,
  };
  const host = createHost({
    main: transport,
    engine: transport,
    onEngineRestart: () => () => undefined,
    close: async () => events.clear(),
  });
  return { host, world, emit };
};
