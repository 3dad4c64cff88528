import type { ServerLimits } from '../../server-limits.ts';
import type { Connection } from './connection.ts';

/** Pings every connection from time to time and ends those that do not answer. */
export const createHeartbeat = (
  connections: ReadonlyMap<number, Pick<Connection, 'ping' | 'checkAlive'>>,
  limits: ServerLimits,
): { readonly close: () => void } => {
  let check: NodeJS.Timeout | undefined;
  const beat = setInterval(() => {
    for (const connection of connections.values()) connection.ping();
    check = setTimeout(() => {
      for (const connection of [...connections.values()]) connection.checkAlive();
    }, limits.heartbeatTimeoutMs);
  }, limits.heartbeatIntervalMs);
  return {
    close: () => {
      clearInterval(beat);
      clearTimeout(check);
    },
  };
};
