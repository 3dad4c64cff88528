export type { LocalProgram } from './chats/local-program.ts';
export type { Emit, EngineEventName, EngineEvents, MessengerHandlers } from './events.ts';
export { createMessenger, type Messenger, type MessengerOptions } from './messenger.ts';
export { createComputerNetwork } from './platform/late-network.ts';
export { createNodeClock } from './platform/node-clock.ts';
export { createNodeRandom } from './platform/node-random.ts';
export type {
  Clock,
  HttpRequest,
  HttpResponse,
  Network,
  Random,
  Socket,
  SocketEnd,
  SocketOptions,
  Unsubscribe,
} from './platform/types.ts';
