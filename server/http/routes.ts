import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Endpoint } from '../../contract/wire/endpoint.ts';
import { type Endpoints, endpoints } from '../../contract/wire/http.ts';
import type { ServerLimits } from '../server-limits.ts';
import type { AccountStore, Device } from '../store/types.ts';
import { authenticate } from './authenticate.ts';
import { createCarryGuard } from './carry-guard.ts';
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
  readonly limits: ServerLimits;
}

const octets = 'application/octet-stream';

const fieldsOf = (schema: z.ZodMiniType): Record<string, z.ZodMiniType> =>
  schema instanceof z.ZodMiniObject ? (schema.shape as Record<string, z.ZodMiniType>) : {};

/** The request's fields, each where HTTP carries it. */
const partsOf = ({ method, path, request, carries }: Endpoint) => {
  const inPath = new Set([...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
  const fields = Object.entries(fieldsOf(request));
  const part = (wanted: boolean) =>
    z.object(Object.fromEntries(fields.filter(([name]) => inPath.has(name) === wanted)));
  const rest = part(false);
  if (method === 'GET' || method === 'DELETE' || carries === 'request')
    return { params: part(true), querystring: rest };
  return { params: part(true), body: rest };
};

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** The bytes of a request that carries them. Throws `bad_request` when there are none. */
const bytesOf = ({ body }: FastifyRequest): Uint8Array => {
  if (body instanceof Uint8Array && body.length > 0) return body;
  throw new CodedError('bad_request');
};

const giveBytes = (reply: FastifyReply, bytes: unknown): FastifyReply =>
  bytes instanceof Uint8Array
    ? reply.type(octets).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    : reply.code(204).send();

/** Where bodies are bytes and nothing else is taken. */
const takeBytes = (scope: FastifyInstance): void => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(octets, { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
};

/** Registers every endpoint of the contract; there is no other way in. */
export const registerRoutes = async (
  app: FastifyInstance,
  dependencies: RouteDependencies,
): Promise<void> => {
  const { handlers, accounts, guard, sourceName, networkName, limitLoopback, limits } =
    dependencies;
  const guardCarried = createCarryGuard(limits);
  const callerFor = async (spec: Endpoint, request: FastifyRequest): Promise<Device | null> => {
    const header = request.headers.authorization;
    if (spec.auth === 'none' || (spec.auth === 'optional' && header === undefined)) return null;
    return authenticate(accounts, header, dependencies.onWrongToken);
  };
  const register = (scope: FastifyInstance, name: keyof Endpoints, spec: Endpoint): void => {
    scope.route({
      method: spec.method,
      url: spec.path,
      bodyLimit: spec.carries === 'request' ? limits.maxChunkBytes : limits.maxHttpBodyBytes,
      config: { endpoint: name },
      schema: {
        operationId: name,
        summary: spec.does,
        ...partsOf(spec),
        ...(spec.carries === 'response' ? {} : { response: { 200: spec.response } }),
        ...(spec.auth === 'none' ? {} : { security: [{ device: [] }] }),
      },
      // Before the body is read: a stranger's upload costs nothing.
      onRequest: async (request, reply) => {
        const source = isLoopback(request.ip) && !limitLoopback ? null : sourceName(request.ip);
        guard(name, { source });
        request.caller = await callerFor(spec, request);
        try {
          guard(name, { accountId: request.caller?.accountId ?? null });
        } catch (error) {
          if (request.caller) dependencies.onLimited(request.caller);
          throw error;
        }
        if (request.caller)
          guardCarried(spec.carries, request.caller.accountRef, (end) =>
            reply.raw.once('close', end),
          );
      },
      handler: async (request, reply) => {
        const carried = spec.carries === 'request' ? [bytesOf(request)] : [];
        const input = {
          ...(spec.carries === 'request' ? {} : asRecord(request.body)),
          ...asRecord(request.query),
          ...asRecord(request.params),
        };
        const context: CallContext = {
          caller: request.caller,
          source: sourceName(request.ip),
          network: networkName(request.ip),
          onGone: (gone) => {
            request.raw.socket.once('close', gone);
            return () => request.raw.socket.off('close', gone);
          },
        };
        // The parts were parsed by the schemas that `request` is made of.
        const handle = handlers[name] as (
          input: unknown,
          context: CallContext,
          ...carried: Uint8Array[]
        ) => Promise<unknown>;
        const answer = await handle(input, context, ...carried);
        return spec.carries === 'response' ? giveBytes(reply, answer) : answer;
      },
    });
  };
  app.decorateRequest('caller', null);
  const ofBytes = (wanted: boolean) => (scope: FastifyInstance) => {
    for (const [name, spec] of Object.entries(endpoints) as [keyof Endpoints, Endpoint][])
      if ((spec.carries === 'request') === wanted) register(scope, name, spec);
  };
  ofBytes(false)(app);
  await app.register((scope, _options, done) => {
    takeBytes(scope);
    ofBytes(true)(scope);
    done();
  });
};

declare module 'fastify' {
  interface FastifyRequest {
    caller: Device | null;
  }
  interface FastifyContextConfig {
    endpoint?: keyof Endpoints;
  }
}
