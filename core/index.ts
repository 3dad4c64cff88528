export type { Emit } from './events.ts';
export { createMessenger, type Messenger } from './messenger.ts';
export { createComputerNetwork } from './platform/late-network.ts';
export { createNodeClock } from './platform/node-clock.ts';
export { createNodeRandom } from './platform/node-random.ts';
