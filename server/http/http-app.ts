import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ServerOptions } from '../options.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { ServerLimits } from '../server-limits.ts';
import { registerDocs } from './docs.ts';
import { registerErrors } from './errors.ts';
import { type RouteDependencies, registerRoutes } from './routes.ts';
import { isLoopback } from './source.ts';

export interface HttpDependencies extends RouteDependencies {
  readonly limits: ServerLimits;
  readonly metrics: Metrics;
  /** Rejects when the store cannot answer. */
  readonly ready: () => Promise<void>;
  readonly onUnexpected: (error: unknown) => void;
}

const proxyHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'] as const;

const create = (options: ServerOptions, limits: ServerLimits): FastifyInstance => {
  const common = {
    logger: false,
    // One proxy: what stands before its own entry in X-Forwarded-For was written by whoever calls.
    trustProxy: options.trustProxy === true && ((_address: string, hop: number) => hop === 0),
    bodyLimit: limits.maxHttpBodyBytes,
    requestTimeout: 30_000,
    forceCloseConnections: true,
  } as const;
  const http = {
    headersTimeout: limits.requestHeadersTimeoutMs,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 8_192,
  };
  if (options.tls === undefined) return Fastify({ ...common, http });
  const { cert, key } = options.tls;
  return Fastify({
    ...common,
    https: { ...http, cert: Buffer.from(cert), key: Buffer.from(key) },
  }) as unknown as FastifyInstance;
};

/** Fastify with every endpoint of the contract, the OpenAPI page, health and metrics. */
export const createHttpApp = async (
  options: ServerOptions,
  dependencies: HttpDependencies,
): Promise<FastifyInstance> => {
  const { limits, metrics, ready, onUnexpected } = dependencies;
  const app = create(options, limits);
  app.server.maxConnections = limits.maxConnections + 1_000;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerErrors(app, onUnexpected);
  app.addHook('onResponse', async (request, reply) => {
    const endpoint = request.routeOptions.config.endpoint ?? 'other';
    metrics.requests.inc({ endpoint, status: String(reply.statusCode) });
    metrics.requestSeconds.observe({ endpoint }, reply.elapsedTime / 1_000);
    options.log.info(
      { endpoint, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  await registerDocs(app, options.version);
  await registerRoutes(app, dependencies);
  const hidden = { schema: { hide: true } } as const;
  app.get('/healthz', hidden, async () => ({ ok: true }));
  app.get('/readyz', hidden, async (_request, reply) => {
    try {
      await ready();
      return { ok: true };
    } catch {
      return reply.code(503).send({ ok: false });
    }
  });
  // For whoever runs the server, on the same computer; a proxy's calls carry one of the headers.
  app.get('/metrics', hidden, async (request, reply) => {
    const local =
      isLoopback(request.socket.remoteAddress ?? '') &&
      proxyHeaders.every((name) => request.headers[name] === undefined);
    if (!local) return reply.callNotFound();
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return app;
};
