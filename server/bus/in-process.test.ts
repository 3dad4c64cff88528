import { createInProcessBus } from './in-process.ts';
import { busContract } from './testing/bus-contract.ts';

busContract('in-process bus', async () => createInProcessBus());
