import { CodedError, fromErrorBody } from '../../contract/errors/coded-error.ts';
import type {
  Endpoint,
  EndpointBytes,
  EndpointRequest,
  EndpointResponse,
} from '../../contract/wire/endpoint.ts';
import { type Endpoints, endpoints } from '../../contract/wire/http.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { HttpResponse, Network } from '../platform/types.ts';
import { canTravel } from './server-error.ts';

const timeoutMs = 15_000;
/** For bytes, of which there may be many on a slow line. */
const carryTimeoutMs = 60_000;

/** This device's proof towards the server. */
export interface Credentials {
  readonly accountId: string;
  readonly deviceId: number;
  readonly token: string;
}

/** The `Authorization` header of contract/wire/endpoint.ts. */
export const authorizationHeader = (credentials: Credentials): string =>
  `Bearer ${credentials.accountId}.${credentials.deviceId}.${credentials.token}`;

/**
 * Calls an endpoint by name. Rejects with the server's code, `offline` when nothing answered, `server_not_bisik` when what
 * answered does not speak this protocol. An endpoint that carries its request takes the bytes behind it; one that carries its
 * answer gives them, or null where there are none. One that waits (`waitMs`) is given that much longer.
 */
export type Api = <N extends keyof Endpoints>(
  name: N,
  request: EndpointRequest<Endpoints[N]>,
  ...bytes: EndpointBytes<Endpoints[N]>
) => Promise<EndpointResponse<Endpoints[N]>>;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const errorOf = (response: HttpResponse): CodedError => {
  const body = parseJson(response.body);
  const error = fromErrorBody(body);
  const known =
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    body.code === error.code &&
    canTravel(error.code);
  if (!known)
    return new CodedError(response.status >= 500 ? 'unavailable' : 'server_not_bisik', {
      retryAfterMs: response.retryAfterMs,
    });
  return new CodedError(error.code, {
    retryAfterMs: error.retryAfterMs ?? response.retryAfterMs,
    details: error.details,
  });
};

/** The address of an endpoint and what is left of the request for query or body. */
const fillPath = (
  path: string,
  request: Readonly<Record<string, unknown>>,
): { readonly path: string; readonly rest: Record<string, unknown> } => {
  const rest = { ...request };
  const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  return { path: filled, rest };
};

/**
 * Who calls: nobody, at `baseUrl`; or a device, whose credentials leave only after `whenProven` resolved, and only to the
 * address that it gives, which is where the server has proved its key. What it rejects with, the call rejects with.
 */
export type Caller =
  | { readonly credentials: null; readonly baseUrl: string }
  | { readonly credentials: Credentials; readonly whenProven: () => Promise<string> };

/** How long a call may take, besides what the server may hold it for. */
const timeoutOf = ({ carries }: Endpoint, { waitMs }: Readonly<Record<string, unknown>>): number =>
  (carries === undefined ? timeoutMs : carryTimeoutMs) + (typeof waitMs === 'number' ? waitMs : 0);

const textOf = ({ body }: HttpResponse, { carries }: Endpoint): string =>
  carries === 'response' ? Buffer.from(body, 'latin1').toString() : body;

export type ApiOptions = Caller & {
  readonly network: Network;
  /** Gives up what is asked for, which then rejects with `offline`. */
  readonly signal?: AbortSignal | undefined;
};

/** A client of the server; `credentials` null for what needs none. */
export const createApi = (options: ApiOptions): Api => {
  const call = async (
    name: keyof Endpoints,
    request: Readonly<Record<string, unknown>>,
    bytes?: Uint8Array,
  ): Promise<unknown> => {
    const spec: Endpoint = endpoints[name];
    const { path, rest } = fillPath(spec.path, request);
    // Where the server is may change while a call waits.
    const baseUrl = options.credentials ? await options.whenProven() : options.baseUrl;
    const url = new URL(baseUrl.replace(/\/$/, '') + path);
    if (spec.method === 'GET')
      for (const [key, value] of Object.entries(rest)) url.searchParams.set(key, String(value));
    const hasBody = spec.method === 'POST' || spec.method === 'PUT';
    const headers: Record<string, string> = { accept: 'application/json' };
    if (hasBody)
      headers['content-type'] =
        bytes === undefined ? 'application/json' : 'application/octet-stream';
    if (spec.carries === 'response') headers.accept = 'application/octet-stream, application/json';
    if (options.credentials && spec.auth !== 'none')
      headers.authorization = authorizationHeader(options.credentials);
    const response = await options.network.request({
      method: spec.method,
      url: url.href,
      headers,
      body: hasBody ? (bytes ?? JSON.stringify(rest)) : null,
      timeoutMs: timeoutOf(spec, request),
      maxBytes: limits.maxFrameBytes,
      ...(spec.carries === 'response' ? { encoding: 'latin1' as const } : {}),
      signal: options.signal,
    });
    const isGood = response.status >= 200 && response.status <= 299;
    if (!isGood) throw errorOf({ ...response, body: textOf(response, spec) });
    if (spec.carries === 'response')
      return response.body === '' ? null : new Uint8Array(Buffer.from(response.body, 'latin1'));
    const parsed = spec.response.safeParse(response.body === '' ? {} : parseJson(response.body));
    if (!parsed.success) throw new CodedError('server_not_bisik');
    return parsed.data;
  };
  return call as unknown as Api;
};
