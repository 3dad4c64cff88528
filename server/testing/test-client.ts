import { fromErrorBody } from '../../contract/errors/coded-error.ts';
import type { Endpoint, EndpointRequest, EndpointResponse } from '../../contract/wire/endpoint.ts';
import { type Endpoints, endpoints } from '../../contract/wire/http.ts';
import type { DeviceKeys } from '../../contract/wire/keys.ts';
import {
  createTestIdentity,
  type TestIdentity,
} from '../modules/certificates/testing/device-keys.ts';
import type { TestServer } from './start-test-server.ts';

/** Calls an endpoint over HTTP; rejects with the CodedError of the answer. */
export const call = async <Name extends keyof Endpoints>(
  url: string,
  name: Name,
  request: EndpointRequest<Endpoints[Name]>,
  authorization?: string,
  bytes?: Uint8Array<ArrayBuffer>,
): Promise<EndpointResponse<Endpoints[Name]>> => {
  const { method, path, carries }: Endpoint = endpoints[name];
  const fields: Record<string, unknown> = { ...request };
  const filled = path.replace(/:(\w+)/g, (_whole, field: string) => {
    const value = encodeURIComponent(String(fields[field]));
    delete fields[field];
    return value;
  });
  const inQuery = method === 'GET' || method === 'DELETE';
  const query = inQuery ? `?${new URLSearchParams(fields as Record<string, string>)}` : '';
  const type = bytes === undefined ? 'application/json' : 'application/octet-stream';
  const answer = await fetch(`${url}${filled}${query}`, {
    method,
    headers: {
      ...(inQuery ? {} : { 'content-type': type }),
      ...(authorization === undefined ? {} : { authorization }),
    },
    ...(inQuery ? {} : { body: bytes ?? JSON.stringify(fields) }),
  });
  if (!answer.ok) throw fromErrorBody(await answer.json());
  const content = answer.status === 204 ? null : new Uint8Array(await answer.arrayBuffer());
  const isJson = carries !== 'response' && content !== null;
  const body: unknown = isJson ? JSON.parse(new TextDecoder().decode(content)) : content;
  return body as EndpointResponse<Endpoints[Name]>;
};

export interface TestAccount {
  readonly number: string;
  readonly accountId: string;
  readonly deviceId: number;
  readonly registrationId: number;
  readonly authorization: string;
  readonly identity: TestIdentity;
}

/** A fictional number, another for each index. */
export const testNumber = (index: number): string => `+6012345${String(index).padStart(4, '0')}`;

/** Proves a number; gives the token that makes an account. */
export const proveNumber = async (server: TestServer, number: string): Promise<string> => {
  const { registrationId } = await call(server.url, 'requestCode', { number });
  const code = server.lastCode(number);
  const { registrationToken } = await call(server.url, 'submitCode', { registrationId, code });
  return registrationToken;
};

export interface RegisterOptions {
  readonly identity?: TestIdentity;
  readonly device?: DeviceKeys;
  readonly findableByNumber?: boolean;
  readonly authorization?: string;
}

/** Registers a number as a newcomer does. */
export const register = async (
  server: TestServer,
  number: string,
  options: RegisterOptions = {},
): Promise<TestAccount> => {
  const registrationToken = await proveNumber(server, number);
  const identity = options.identity ?? createTestIdentity();
  const device = options.device ?? identity.deviceKeys();
  const { accountId, deviceId, token } = await call(
    server.url,
    'createAccount',
    {
      registrationToken,
      identityKey: identity.identityKey,
      findableByNumber: options.findableByNumber ?? true,
      device,
    },
    options.authorization,
  );
  const authorization = `Bearer ${accountId}.${deviceId}.${token}`;
  return {
    number,
    accountId,
    deviceId,
    registrationId: device.registrationId,
    authorization,
    identity,
  };
};

export { createTestIdentity };
