import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import type { ErrorCode } from '../../../contract/errors/table.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { Committer } from './committer.ts';
import { createFloods, type Flood } from './flood.ts';
import { createGuessesOf } from './guesses.ts';
import { createSealedConnection, type SealedConnection } from './sealed-connection.ts';
import type { Turn } from './turn.ts';

/** Connections over which is sent by nobody in particular. They are told apart by a number that counts them, and by nothing else. */
export interface SealedConnections {
  /** Opens one for an upgrade that was looked at. `onLeft` is called once. */
  readonly open: (
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    source: string,
    onLeft: () => void,
  ) => void;
  readonly all: ReadonlyMap<number, SealedConnection>;
  readonly count: () => number;
  readonly close: () => void;
}

export interface SealedDependencies {
  readonly sockets: WebSocketServer;
  readonly committer: Committer;
  readonly turn: Turn;
  readonly clock: Clock;
  readonly limits: ServerLimits;
  /** Whether as much comes from there as likes to: this computer itself. */
  readonly isUnlimited: (request: IncomingMessage) => boolean;
  readonly onRefused: (code: ErrorCode) => void;
  readonly onFailed: (error: unknown) => void;
}

const noFlood: Flood = { take: () => 'pass' };

export const createSealedConnections = (dependencies: SealedDependencies): SealedConnections => {
  const { limits, clock } = dependencies;
  const connections = new Map<number, SealedConnection>();
  const floodOf = createFloods<string>(limits, clock);
  const guessesOf = createGuessesOf(limits, clock);
  let opened = 0;
  return {
    open: (request, stream, head, source, onLeft) => {
      const isUnlimited = dependencies.isUnlimited(request);
      const flood = isUnlimited ? noFlood : floodOf(source);
      const guesses = isUnlimited ? null : guessesOf(source);
      let isOpen = false;
      dependencies.sockets.handleUpgrade(request, stream, head, (socket) => {
        isOpen = true;
        const number = ++opened;
        const onClosed = (): void => {
          connections.delete(number);
          onLeft();
        };
        connections.set(
          number,
          createSealedConnection(socket, stream, { ...dependencies, flood, guesses, onClosed }),
        );
      });
      // A handshake that ws refused, or a client that left meanwhile.
      if (!isOpen) onLeft();
    },
    all: connections,
    count: () => connections.size,
    close: () => {
      for (const connection of [...connections.values()]) connection.close('unavailable');
    },
  };
};
