import type * as z from 'zod/mini';
import type { ErrorCode } from '../errors/table.ts';

/** What of a call is raw bytes (application/octet-stream) in place of JSON. */
export type Carries = 'nothing' | 'request' | 'response';

export interface Endpoint<
  I extends z.ZodMiniType = z.ZodMiniType,
  O extends z.ZodMiniType = z.ZodMiniType,
  C extends Carries = Carries,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Fastify style, with `:name` for parts; those are fields of `request` too. */
  readonly path: string;
  /** `device`: `Authorization: Bearer <accountId>.<deviceId>.<token>`. */
  readonly auth: 'none' | 'device' | 'optional';
  /** Path parts and body together; a GET has path parts and query only. */
  readonly request: I;
  readonly response: O;
  /**
   * `request`: the body is bytes, one at least, and every field stands in the path or the query. `response`: the answer is
   * bytes; 204 without any says that there are none. Absent: JSON both ways.
   */
  readonly carries?: C;
  /** Codes beyond bad_request, unauthorized, rate_limited, unavailable, internal, which any endpoint may answer. */
  readonly errors: readonly ErrorCode[];
  readonly does: string;
}

/** One endpoint of the server; routes, the client and the OpenAPI page are derived from it. */
export const endpoint = <
  I extends z.ZodMiniType,
  O extends z.ZodMiniType,
  C extends Carries = 'nothing',
>(
  spec: Endpoint<I, O, C>,
): Endpoint<I, O, C> => spec;

export type EndpointRequest<E> = E extends Endpoint<infer I> ? z.infer<I> : never;
/** What a call gives; of an endpoint that carries its answer the bytes, or null. */
export type EndpointResponse<E> =
  E extends Endpoint<z.ZodMiniType, infer O, infer C>
    ? C extends 'response'
      ? Uint8Array | null
      : z.infer<O>
    : never;
/** What goes along with the request: bytes where the endpoint carries them. */
export type EndpointBytes<E> =
  E extends Endpoint<z.ZodMiniType, z.ZodMiniType, infer C>
    ? C extends 'request'
      ? [bytes: Uint8Array]
      : []
    : never;
