import type { Scenario } from '../support/scenario.ts';
import { relay } from './relay.ts';

export const scenarios: readonly Scenario[] = [relay];
