import type { EventPayload, Handlers } from '../contract/ipc/define.ts';
import type { EngineDomains } from '../contract/ipc/index.ts';

type EventsOf<D extends keyof EngineDomains> = {
  [E in keyof EngineDomains[D]['events'] & string as `${D}.${E}`]: EventPayload<
    EngineDomains[D]['events'][E]
  >;
};

/** Every event of the engine's domains by its full name, as in `messages.changed`. */
export type EngineEvents = EventsOf<'account'> &
  EventsOf<'chats'> &
  EventsOf<'messages'> &
  EventsOf<'connection'> &
  EventsOf<'store'> &
  EventsOf<'accountSettings'> &
  EventsOf<'sharing'> &
  EventsOf<'disclosures'> &
  EventsOf<'devices'> &
  EventsOf<'people'> &
  EventsOf<'profile'> &
  EventsOf<'encryption'>;
export type EngineEventName = keyof EngineEvents;

/** Tells whoever watches the messenger. Must not throw. */
export type Emit = <N extends EngineEventName>(name: N, payload: EngineEvents[N]) => void;

/** Answers of all engine domains. */
export type MessengerHandlers = { readonly [D in keyof EngineDomains]: Handlers<EngineDomains[D]> };
