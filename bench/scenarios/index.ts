import type { Scenario } from '../support/scenario.ts';
import { engine } from './engine.ts';
import { memory } from './memory.ts';
import { relay } from './relay.ts';
import { search } from './search.ts';
import { startup } from './startup.ts';

export const scenarios: readonly Scenario[] = [startup, memory, engine, search, relay];
