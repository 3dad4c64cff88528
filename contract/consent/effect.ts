import type { Decision } from './record.ts';
import type { TakenRecord } from './taken.ts';

/** What a decision does to its purpose. Whoever asks, the server, the gateway or the app, reads it here. */
const effects: Readonly<Record<Decision['state'], 'gives' | 'leaves_open' | 'refuses'>> = {
  notified: 'gives',
  given: 'gives',
  deferred: 'leaves_open',
  refused: 'refuses',
  withdrawn: 'refuses',
  objected: 'refuses',
};

/** True when something may be shared because of this state. */
export const isGiving = (state: Decision['state']): boolean => effects[state] === 'gives';

/** True when this state says no; leaving the question for later does not, and gives nothing either. */
export const isRefusing = (state: Decision['state']): boolean => effects[state] === 'refuses';

/** True when a record refuses every purpose: the global opt-out, damage, and what cannot be read. */
export const refusesAll = ({ record }: Pick<TakenRecord, 'record'>): boolean =>
  record === null ||
  record.method === 'global_opt_out' ||
  record.method === 'stricter_after_damage';
