import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { ErrorCode } from '../../../contract/errors/table.ts';
import { accountsTopic, type Bus, deviceTopic } from '../../bus/types.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { Device, KeyStore, RelayStore } from '../../store/types.ts';
import { createAcknowledger } from './acknowledger.ts';
import { type CommitterDependencies, createCommitter } from './committer.ts';
import { type Connection, createConnection } from './connection.ts';
import { mayDeliver } from './delivery.ts';
import { createFloods } from './flood.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createRoutes } from './routes.ts';
import { createSealedConnections } from './sealed-connections.ts';
import { createSources } from './sources.ts';
import { createTurn } from './turn.ts';
import { checkUpgrade, refuseUpgrade, type UpgradeKind } from './upgrade.ts';

export interface RelayDependencies {
  readonly store: RelayStore;
  readonly keys: Pick<KeyStore, 'count'>;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly limits: ServerLimits;
  /** Rejects with `unauthorized`. */
  readonly authenticate: (header: string | undefined) => Promise<Device>;
  /** Stands for the address of a request. */
  readonly sourceOf: (request: IncomingMessage) => string;
  /** Whether as much comes from there as likes to: this computer itself. */
  readonly isUnlimited: (request: IncomingMessage) => boolean;
  /** A device came, or went. */
  readonly onPresent: (device: Device) => void;
  readonly onCommit: CommitterDependencies['onCommit'];
  readonly onRefused: (code: ErrorCode) => void;
  readonly onFailed: (error: unknown) => void;
}

export interface Relay {
  readonly upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer) => void;
  readonly connections: () => number;
  readonly isConnected: (deviceRef: number) => boolean;
  /** Whether somebody else who shows this token, or none, may send to the account. */
  readonly mayDeliver: (accountId: string, token: Uint8Array | null) => Promise<boolean>;
  /** Commits and answers what came in, then closes every connection. */
  readonly close: () => Promise<void>;
}

export const createRelay = async (dependencies: RelayDependencies): Promise<Relay> => {
  const { store, bus, limits } = dependencies;
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.maxFrameBytes,
    clientTracking: false,
    autoPong: false,
  });
  const routes = createRoutes(store);
  const turn = createTurn();
  const floodOf = createFloods<number>(limits, dependencies.clock);
  const committer = createCommitter({
    ...dependencies,
    routes,
    turn,
    floodTo: createFloods<string>(limits, dependencies.clock),
  });
  const acknowledger = createAcknowledger(store, routes, dependencies.onFailed);
  const connections = new Map<number, Connection>();
  const sources = createSources(limits.maxConnectionsPerSource);
  const sealedSources = createSources(limits.maxSealedConnectionsPerSource);
  const sealed = createSealedConnections({ ...dependencies, sockets, committer, turn });
  let pendingUpgrades = 0;
  let closing = false;

  const stopListening = await bus.subscribe(accountsTopic, ({ accountId }) => {
    if (accountId === undefined) routes.forgetAll();
    else routes.forget(accountId);
  });

  const admit = (kind: UpgradeKind): void => {
    if (closing) throw new CodedError('unavailable');
    const isFull =
      kind === 'sealed'
        ? sealed.count() >= limits.maxSealedConnections
        : connections.size >= limits.maxConnections || pendingUpgrades >= limits.maxPendingUpgrades;
    if (isFull) throw new CodedError('unavailable');
  };

  const tellLowKeys = async (connection: Connection): Promise<void> => {
    const counts = await dependencies.keys.count(connection.device.deviceRef);
    const low =
      counts.preKeyCount < limits.preKeysLowCount ||
      counts.kyberPreKeyCount < limits.preKeysLowCount;
    if (low) connection.onBus({ kind: 'keys', counts });
  };

  const connect = async (
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    device: Device,
    source: string,
  ): Promise<void> => {
    let connection: Connection | undefined;
    const waiting: Parameters<Connection['onBus']>[0][] = [];
    const unsubscribe = await bus.subscribe(deviceTopic(device.deviceRef), (message) => {
      if (connection === undefined) waiting.push(message);
      else connection.onBus(message);
    });
    // The token may have been revoked between the look-up and the subscription.
    await dependencies.authenticate(request.headers.authorization).catch((error: unknown) => {
      unsubscribe();
      throw error;
    });
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const made = createConnection(socket, stream, {
        ...dependencies,
        device,
        flood: floodOf(device.accountRef),
        committer,
        acknowledger,
        turn,
        onClosed: () => {
          unsubscribe();
          sources.leave(source);
          dependencies.onPresent(device);
          if (connections.get(device.deviceRef) === made) connections.delete(device.deviceRef);
        },
      });
      connections.get(device.deviceRef)?.close('replaced');
      connections.set(device.deviceRef, made);
      dependencies.onPresent(device);
      connection = made;
      for (const message of waiting) made.onBus(message);
      tellLowKeys(made).catch(dependencies.onFailed);
    });
    // A handshake that ws refused, or a client that left meanwhile.
    if (connection === undefined) {
      unsubscribe();
      sources.leave(source);
    }
  };

  const open = async (request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    const source = dependencies.sourceOf(request);
    const kind = checkUpgrade(request, limits.protocolVersion);
    admit(kind);
    if (kind === 'sealed') {
      sealedSources.enter(source);
      sealed.open(request, stream, head, source, () => sealedSources.leave(source));
      return;
    }
    sources.enter(source);
    pendingUpgrades++;
    try {
      const device = await dependencies.authenticate(request.headers.authorization);
      await connect(request, stream, head, device, source);
    } catch (error) {
      sources.leave(source);
      throw error;
    } finally {
      pendingUpgrades--;
    }
  };

  const beat = createHeartbeat(connections, limits);
  const sealedBeat = createHeartbeat(sealed.all, limits);

  return {
    upgrade: (request, stream, head) => {
      stream.on('error', () => undefined);
      open(request, stream, head).catch((error: unknown) => {
        const coded =
          error instanceof CodedError ? error : new CodedError('internal', { cause: error });
        if (coded.code === 'internal') dependencies.onFailed(error);
        dependencies.onRefused(coded.code);
        refuseUpgrade(stream, coded);
      });
    },
    connections: () => connections.size,
    isConnected: (deviceRef) => connections.has(deviceRef),
    mayDeliver: async (accountId, token) => {
      if (routes.known(accountId) === undefined) await routes.load([accountId]);
      const route = routes.known(accountId);
      return route !== undefined && mayDeliver(token ?? undefined, route, null);
    },
    close: async () => {
      closing = true;
      beat.close();
      sealedBeat.close();
      stopListening();
      await committer.idle();
      await acknowledger.close();
      for (const connection of [...connections.values()]) connection.close('unavailable');
      sealed.close();
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
};
