import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

/** The OpenAPI page at /docs, made from the endpoints' schemas. Register before the routes. */
export const registerDocs = async (app: FastifyInstance, version: string): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Bisik server',
        version,
        description: 'The WebSocket at /v1/socket carries binary frames; see docs/protocol.md.',
      },
      components: {
        securitySchemes: {
          device: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: '<accountId>.<deviceId>.<token>',
          },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
};
