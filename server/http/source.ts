import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

export const isLoopback = (address: string): boolean => loopback.test(address);

const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));

/** One subscriber of IPv6 has a whole /64. */
const network = (address: string): string => {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
};

/** The address that a request comes from: with a proxy in front, what that proxy saw. */
export const addressOf = (request: IncomingMessage, trustProxy: boolean): string => {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = String(forwarded ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  return last || (request.socket.remoteAddress ?? '');
};

/** Stands for an address without telling it: a keyed hash whose key lives as long as the process. */
export const createSourceNames =
  (key: Uint8Array) =>
  (address: string): string =>
    createHmac('sha256', key).update(network(address)).digest('base64url').slice(0, 16);
