import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { CodedError, toErrorBody } from '../../../contract/errors/coded-error.ts';
import { errorTable } from '../../../contract/errors/table.ts';
import { sealedSocketPath, socketPath } from '../../../contract/wire/http.ts';

/** What is opened: a device's connection, or one of nobody in particular that sends sealed. */
export type UpgradeKind = 'device' | 'sealed';

/**
 * What an upgrade asks for. Throws `not_found` for another path, `unsupported_version`, `bad_request` where it says who one is and must
 * not: a program that does so by mistake is to notice.
 */
export const checkUpgrade = (request: IncomingMessage, version: number): UpgradeKind => {
  const [path, query] = (request.url ?? '').split('?', 2);
  if (path !== socketPath && path !== sealedSocketPath) throw new CodedError('not_found');
  if (new URLSearchParams(query).get('v') !== String(version))
    throw new CodedError('unsupported_version');
  if (path === socketPath) return 'device';
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined || cookie !== undefined) throw new CodedError('bad_request');
  return 'sealed';
};

/** Answers an upgrade with an HTTP error and ends the socket. */
export const refuseUpgrade = (socket: Duplex, error: CodedError): void => {
  const { status = 500 }: { status?: number } = errorTable[error.code];
  const body = JSON.stringify(toErrorBody(error));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(error.retryAfterMs === undefined
      ? []
      : [`retry-after: ${Math.ceil(error.retryAfterMs / 1_000)}`]),
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
};
