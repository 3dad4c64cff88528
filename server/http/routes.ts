import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import type { Endpoint } from '../../contract/wire/endpoint.ts';
import { type Endpoints, endpoints } from '../../contract/wire/http.ts';
import type { AccountStore, Device } from '../store/types.ts';
import { authenticate } from './authenticate.ts';
import type { CallContext, Handlers } from './handlers.ts';
import type { RateGuard } from './rates.ts';
import { isLoopback, type SourceNames } from './source.ts';

export interface RouteDependencies extends SourceNames {
  readonly handlers: Handlers;
  readonly accounts: AccountStore;
  readonly guard: RateGuard;
  /** Somebody showed a wrong token for this device. */
  readonly onWrongToken: (device: Device) => void;
  /** It called too often. */
  readonly onLimited: (device: Device) => void;
  /** Whether this computer's own calls count as a source too. */
  readonly limitLoopback: boolean;
}

const fieldsOf = (schema: z.ZodMiniType): Record<string, z.ZodMiniType> =>
  schema instanceof z.ZodMiniObject ? (schema.shape as Record<string, z.ZodMiniType>) : {};

/** The request's fields, each where HTTP carries it. */
const partsOf = ({ method, path, request }: Endpoint) => {
  const inPath = new Set([...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
  const fields = Object.entries(fieldsOf(request));
  const part = (wanted: boolean) =>
    z.object(Object.fromEntries(fields.filter(([name]) => inPath.has(name) === wanted)));
  const rest = part(false);
  if (method === 'GET' || method === 'DELETE') return { params: part(true), querystring: rest };
  return { params: part(true), body: rest };
};

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** Registers every endpoint of the contract; there is no other way in. */
export const registerRoutes = (app: FastifyInstance, dependencies: RouteDependencies): void => {
  const { handlers, accounts, guard, sourceName, networkName, limitLoopback } = dependencies;
  const callerFor = async (spec: Endpoint, request: FastifyRequest): Promise<Device | null> => {
    const header = request.headers.authorization;
    if (spec.auth === 'none' || (spec.auth === 'optional' && header === undefined)) return null;
    return authenticate(accounts, header, dependencies.onWrongToken);
  };
  const register = (name: keyof Endpoints, spec: Endpoint): void => {
    app.route({
      method: spec.method,
      url: spec.path,
      config: { endpoint: name },
      schema: {
        operationId: name,
        summary: spec.does,
        ...partsOf(spec),
        response: { 200: spec.response },
        ...(spec.auth === 'none' ? {} : { security: [{ device: [] }] }),
      },
      // Before the body is read: a stranger's upload costs nothing.
      onRequest: async (request) => {
        const source = isLoopback(request.ip) && !limitLoopback ? null : sourceName(request.ip);
        guard(name, { source });
        request.caller = await callerFor(spec, request);
        try {
          guard(name, { accountId: request.caller?.accountId ?? null });
        } catch (error) {
          if (request.caller) dependencies.onLimited(request.caller);
          throw error;
        }
      },
      handler: async (request) => {
        const input = {
          ...asRecord(request.body),
          ...asRecord(request.query),
          ...asRecord(request.params),
        };
        const context: CallContext = {
          caller: request.caller,
          source: sourceName(request.ip),
          network: networkName(request.ip),
        };
        // The parts were parsed by the schemas that `request` is made of.
        const handle = handlers[name] as (input: unknown, context: CallContext) => Promise<unknown>;
        return handle(input, context);
      },
    });
  };
  app.decorateRequest('caller', null);
  for (const [name, spec] of Object.entries(endpoints)) register(name as keyof Endpoints, spec);
};

declare module 'fastify' {
  interface FastifyRequest {
    caller: Device | null;
  }
  interface FastifyContextConfig {
    endpoint?: keyof Endpoints;
  }
}
