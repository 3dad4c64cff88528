import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';

const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

export const isLoopback = (address: string): boolean => loopback.test(address);

/** One subscriber of IPv6 has a whole /64. */
const network = (address: string): string =>
  isIPv6(address) && !address.startsWith('::ffff:')
    ? address.split(':').slice(0, 4).join(':')
    : address;

/** Stands for an address without telling it: a keyed hash whose key lives as long as the process. */
export const createSourceNames =
  (key: Uint8Array) =>
  (address: string): string =>
    createHmac('sha256', key).update(network(address)).digest('base64url').slice(0, 16);
