import { CodedError, fromErrorBody } from '../../contract/errors/coded-error.ts';
import type { EndpointRequest, EndpointResponse } from '../../contract/wire/endpoint.ts';
import { type Endpoints, endpoints } from '../../contract/wire/http.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { HttpResponse, Network } from '../platform/types.ts';
import { canTravel } from './server-error.ts';

const timeoutMs = 15_000;

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
 * answered does not speak this protocol.
 */
export type Api = <N extends keyof Endpoints>(
  name: N,
  request: EndpointRequest<Endpoints[N]>,
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
 * Who calls: nobody; or a device, whose credentials leave only after `whenProven` resolved, which it does when the server at
 * this address has proved its key. What it rejects with, the call rejects with.
 */
export type Caller =
  | { readonly credentials: null }
  | { readonly credentials: Credentials; readonly whenProven: () => Promise<void> };

/** A client of the server at `baseUrl`; `credentials` null for what needs none. */
export const createApi = (
  options: { readonly network: Network; readonly baseUrl: string } & Caller,
): Api => {
  const call = async (
    name: keyof Endpoints,
    request: Readonly<Record<string, unknown>>,
  ): Promise<unknown> => {
    const spec = endpoints[name];
    const { path, rest } = fillPath(spec.path, request);
    const url = new URL(options.baseUrl.replace(/\/$/, '') + path);
    if (spec.method === 'GET')
      for (const [key, value] of Object.entries(rest)) url.searchParams.set(key, String(value));
    const hasBody = spec.method === 'POST' || spec.method === 'PUT';
    const headers: Record<string, string> = { accept: 'application/json' };
    if (hasBody) headers['content-type'] = 'application/json';
    if (options.credentials && spec.auth !== 'none') {
      await options.whenProven();
      headers.authorization = authorizationHeader(options.credentials);
    }
    const response = await options.network.request({
      method: spec.method,
      url: url.href,
      headers,
      body: hasBody ? JSON.stringify(rest) : null,
      timeoutMs,
      maxBytes: limits.maxFrameBytes,
    });
    if (response.status < 200 || response.status > 299) throw errorOf(response);
    const parsed = spec.response.safeParse(response.body === '' ? {} : parseJson(response.body));
    if (!parsed.success) throw new CodedError('server_not_bisik');
    return parsed.data;
  };
  return call as unknown as Api;
};
