import type { IncomingMessage } from 'node:http';

const loopback = /^(?:127\.|::ffff:127\.|::1$)/;
const localHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * Whether a request comes from this computer and is addressed to it: not by way of a proxy, nor by a page elsewhere whose name was
 * made to point here.
 */
export const isLocal = ({ headers, socket }: IncomingMessage): boolean =>
  loopback.test(socket.remoteAddress ?? '') &&
  localHost.test(headers.host ?? '') &&
  headers['x-forwarded-for'] === undefined &&
  headers.forwarded === undefined;

/** Whether no page of a browser can have made it without the browser asking first, which is not answered. */
export const comesFromProgram = ({ headers }: IncomingMessage): boolean =>
  headers.origin === undefined && headers['content-type'] === 'application/json';
