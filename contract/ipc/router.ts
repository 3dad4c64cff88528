import { CodedError, toErrorBody } from '../errors/coded-error.ts';
import type { Domain, Handlers } from './define.ts';
import { type IpcResponse, requestSchema } from './protocol.ts';

/** Domains with the handlers of their host; the pairing is checked by `route`. */
export interface Route {
  readonly domain: Domain;
  readonly handlers: Readonly<Record<string, (input: never) => Promise<unknown>>>;
}

/** Pairs a domain with its handlers; a missing or superfluous handler does not compile. */
export const route = <D extends Domain>(domain: D, handlers: Handlers<D>): Route => ({
  domain,
  handlers: handlers as Route['handlers'],
});

export interface RouterOptions {
  /** Parses what handlers give, too: on in tests and development. */
  readonly checkOutputs?: boolean;
  /** Told of errors that carry no code; the caller only hears `internal`. */
  readonly onUnexpected?: (name: string, error: unknown) => void;
}

/**
 * The guarded door: known name, schema parse, handler, typed result or typed error. Where the request came from is for the
 * transport to check before it calls this. Never rejects; `undefined` for something that is not a request at all.
 */
export const createRouter = (routes: readonly Route[], options: RouterOptions = {}) => {
  const entries = new Map<
    string,
    { spec: Domain['calls'][string]; handler: (input: never) => Promise<unknown> }
  >();
  for (const { domain, handlers } of routes) {
    for (const [name, spec] of Object.entries(domain.calls)) {
      const handler = handlers[name];
      if (!handler) throw new Error(`no handler for ${domain.name}.${name}`);
      entries.set(`${domain.name}.${name}`, { spec, handler });
    }
  }
  const answer = async (name: string, input: unknown): Promise<unknown> => {
    const entry = entries.get(name);
    if (!entry) throw new CodedError('ipc_unknown');
    const parsed = entry.spec.input.safeParse(input);
    if (!parsed.success) throw new CodedError('ipc_bad_input');
    const value = await entry.handler(parsed.data as never);
    return options.checkOutputs ? entry.spec.output.parse(value) : value;
  };
  return async (message: unknown): Promise<IpcResponse | undefined> => {
    const request = requestSchema.safeParse(message);
    if (!request.success) return undefined;
    const { id, name, input } = request.data;
    try {
      return { kind: 'result', id, value: await answer(name, input) };
    } catch (error) {
      const body = toErrorBody(error);
      if (body.code === 'internal') options.onUnexpected?.(name, error);
      return { kind: 'error', id, error: body };
    }
  };
};
