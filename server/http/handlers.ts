import { CodedError } from '../../contract/errors/coded-error.ts';
import type {
  EndpointBytes,
  EndpointRequest,
  EndpointResponse,
} from '../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../contract/wire/http.ts';
import type { Device } from '../store/types.ts';

export interface CallContext {
  /** The device that showed its token; null where the endpoint does not ask for one. */
  readonly caller: Device | null;
  /** Stands for the address that the call came from. */
  readonly source: string;
  /** Stands for the network around that address. */
  readonly network: string;
  /** Calls `gone` once when the connection of the call ends; gives what takes that back. */
  readonly onGone: (gone: () => void) => () => void;
}

export type Handler<E> = (
  request: EndpointRequest<E>,
  context: CallContext,
  ...bytes: EndpointBytes<E>
) => Promise<EndpointResponse<E>>;
/** One for each endpoint of the contract; a module gives those of its own. */
export type Handlers = { readonly [Name in keyof Endpoints]: Handler<Endpoints[Name]> };

/** The caller of an endpoint for devices. Throws `unauthorized` without one. */
export const callerOf = (context: CallContext): Device => {
  if (context.caller === null) throw new CodedError('unauthorized');
  return context.caller;
};
