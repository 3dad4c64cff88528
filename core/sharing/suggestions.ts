import { CodedError } from '../../contract/errors/coded-error.ts';
import type { EndpointResponse } from '../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../contract/wire/http.ts';
import type { Api } from '../connection/api.ts';
import type { Decided } from './state.ts';

type Suggestions = EndpointResponse<Endpoints['listSuggestions']>;

const none: Suggestions = { suggestions: [] };

const isAllowed = ({ now }: Decided): boolean =>
  now.shares.some(({ purpose, allowed }) => purpose === 'friend-suggestions' && allowed);

/** People who chose it too. None unless it is chosen, before the server is asked and after it answered; nothing is kept. Rejects as `api` does. */
export const suggestions = async (
  api: () => Api,
  decided: () => Promise<Decided>,
): Promise<Suggestions> => {
  if (!isAllowed(await decided())) return none;
  try {
    const answer = await api()('listSuggestions', {});
    return isAllowed(await decided()) ? answer : none;
  } catch (error) {
    if (error instanceof CodedError && error.code === 'choice_refused') return none;
    throw error;
  }
};
