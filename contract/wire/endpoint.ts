import type * as z from 'zod/mini';
import type { ErrorCode } from '../errors/table.ts';

export interface Endpoint<
  I extends z.ZodMiniType = z.ZodMiniType,
  O extends z.ZodMiniType = z.ZodMiniType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Fastify style, with `:name` for parts; those are fields of `request` too. */
  readonly path: string;
  /** `device`: `Authorization: Bearer <accountId>.<deviceId>.<token>`. */
  readonly auth: 'none' | 'device' | 'optional';
  /** Path parts and body together; a GET has path parts and query only. */
  readonly request: I;
  readonly response: O;
  /** Raw bytes (application/octet-stream) stand in for the JSON of the request, or of the answer. */
  readonly carries?: 'request' | 'response';
  /** Codes beyond bad_request, unauthorized, rate_limited, unavailable, internal, which any endpoint may answer. */
  readonly errors: readonly ErrorCode[];
  readonly does: string;
}

/** One endpoint of the server; routes, the client and the OpenAPI page are derived from it. */
export const endpoint = <I extends z.ZodMiniType, O extends z.ZodMiniType>(
  spec: Endpoint<I, O>,
): Endpoint<I, O> => spec;

export type EndpointRequest<E> = E extends Endpoint<infer I, z.ZodMiniType> ? z.infer<I> : never;
export type EndpointResponse<E> = E extends Endpoint<z.ZodMiniType, infer O> ? z.infer<O> : never;
