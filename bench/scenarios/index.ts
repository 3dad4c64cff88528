import type { Scenario } from '../support/scenario.ts';
import { relay } from './relay.ts';
import { search } from './search.ts';

export const scenarios: readonly Scenario[] = [search, relay];
