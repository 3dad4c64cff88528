import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

export const isLoopback = (address: string): boolean => loopback.test(address);

const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));

/** The first `count` of the eight groups of an IPv6 address; null for IPv4. */
const firstGroups = (address: string, count: number): string | null => {
  if (!isIPv6(address)) return null;
  const [head = '', tail] = address.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, count).join(':');
};

/** A server that listens on both sees IPv4 in IPv6's clothes (RFC 4291 section 2.5.5.2). */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

/** One subscriber of IPv6 has a whole /64. */
const sourceOf = (address: string): string => firstGroups(address, 4) ?? address;

/** What one customer is easily given more than one source of: a /48 of IPv6, a /24 of IPv4. */
const networkOf = (address: string): string =>
  firstGroups(address, 3) ?? address.replace(/\.\d+$/, '');

/** The address that a request comes from: with a proxy in front, what that proxy saw. */
export const addressOf = (request: IncomingMessage, trustProxy: boolean): string => {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = String(forwarded ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  return last || (request.socket.remoteAddress ?? '');
};

export interface SourceNames {
  readonly sourceName: (address: string) => string;
  readonly networkName: (address: string) => string;
}

/** Stand for an address, or the network around it, without telling it: keyed hashes whose key lives as long as the process. */
export const createSourceNames = (key: Uint8Array): SourceNames => {
  const nameOf = (text: string): string =>
    createHmac('sha256', key).update(text).digest('base64url').slice(0, 16);
  return {
    sourceName: (address) => nameOf(sourceOf(plain(address))),
    networkName: (address) => nameOf(`network ${networkOf(plain(address))}`),
  };
};
