import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SignedOutReason } from '../contract/wire/signed-out.ts';
import { createInProcessBus } from './bus/in-process.ts';
import { accountsTopic, deviceTopic } from './bus/types.ts';
import { authenticate, hashToken } from './http/authenticate.ts';
import type { Handlers } from './http/handlers.ts';
import { createHttpApp } from './http/http-app.ts';
import { createRateLimiter } from './http/rate-limiter.ts';
import {
  codeRates,
  createAddressGuard,
  createRateGuard,
  defaultRates,
  keysOfOneRate,
  labelRate,
  logRate,
} from './http/rates.ts';
import { addressOf, createSourceNames, isLoopback } from './http/source.ts';
import { createLogs } from './logs.ts';
import { createAccountHandlers } from './modules/accounts/accounts.ts';
import { createCertificates } from './modules/certificates/certificates.ts';
import {
  createCertificateHandlers,
  createCertifier,
} from './modules/certificates/sender-certificates.ts';
import { createActiveDays } from './modules/devices/active-days.ts';
import { createDeviceHandlers } from './modules/devices/devices.ts';
import { openKeyLog } from './modules/key-log/key-log.ts';
import { createKeyHandlers } from './modules/keys/keys.ts';
import { createLinking } from './modules/linking/linking.ts';
import { createManifestHandlers } from './modules/manifest/manifest.ts';
import { createPeopleHandlers } from './modules/people/people.ts';
import { createCodeLimits } from './modules/registration/code-limits.ts';
import { createRegistrationHandlers } from './modules/registration/registration.ts';
import { createRelay } from './modules/relay/relay.ts';
import { createSweeper } from './modules/relay/sweeper.ts';
import {
  createDescribeServer,
  openServerIdentity,
} from './modules/server-identity/server-identity.ts';
import { openChunkStore } from './modules/transfers/transfer-handlers.ts';
import { openLabelKeys } from './modules/transparency/log-key.ts';
import type { BisikServer, ServerOptions } from './options.ts';
import { systemClock } from './platform/clock.ts';
import { errorFacts } from './platform/log.ts';
import { createMetrics } from './platform/metrics.ts';
import { systemRandom } from './platform/random.ts';
import { openSecret } from './platform/secret-file.ts';
import { defaultServerLimits } from './server-limits.ts';
import { createSharing } from './sharing.ts';
import { lockFolder } from './store/sqlite/folder-lock.ts';
import { openSqliteStore } from './store/sqlite/store.ts';
import type { Device } from './store/types.ts';

/** Everything of a server, on a data folder that is its own. */
const assemble = async (options: ServerOptions): Promise<BisikServer> => {
  const { clock = systemClock, random = systemRandom, log, dataDir } = options;
  const limits = { ...defaultServerLimits, ...options.limits };
  const limitLoopback = options.limitLoopback ?? false;
  const identity = openServerIdentity(dataDir, random);
  const codeKey = openSecret(join(dataDir, 'code.key'), random);
  const store =
    options.store ??
    openSqliteStore({
      file: join(dataDir, 'bisik-server.db'),
      clock,
      labelKeys: openLabelKeys(dataDir, random),
    });
  const bus = options.bus ?? createInProcessBus();
  const certificates = createCertificates();
  const certifier = createCertifier({ dataDir, random, identity });
  const { sourceName, networkName } = createSourceNames(random(32));
  const metrics = createMetrics({
    connections: () => relay.connections(),
    transfers: () => chunks.count(),
    transferBytes: () => chunks.usedBytes(),
  });
  const onFailed = (error: unknown): void => {
    metrics.failures.inc();
    log.error(errorFacts(error), 'unexpected error');
  };
  const onChanged = (accountId: string): void =>
    bus.publish(accountsTopic, { kind: 'account_changed', accountId });

  const onWrongToken = ({ accountRef }: Device): void => sharing.count(accountRef, 'failedSignIns');

  const onRevoked = (refs: readonly number[], reason: SignedOutReason): void => {
    for (const ref of refs) bus.publish(deviceTopic(ref), { kind: 'revoked', reason });
    chunks.onRevoked();
  };
  const chunks = await openChunkStore({
    folder: join(dataDir, 'transfers'),
    clock,
    random,
    limits,
    standing: store.devices.standing,
    stands: async ({ accountId, deviceId, deviceRef }) =>
      (await store.accounts.authenticate(accountId, deviceId))?.deviceRef === deviceRef,
    onChunk: (direction, bytes) => metrics.chunkBytes.inc({ direction }, bytes),
    onFailed,
  });
  const activeDays = createActiveDays(store.devices, clock, onFailed);
  const linking = createLinking({ clock, random, hashToken, limits });

  const relay = await createRelay({
    store: store.relay,
    keys: store.keys,
    bus,
    clock,
    limits,
    authenticate: (header) => authenticate(store.accounts, header, onWrongToken),
    sourceOf: (request) => sourceName(addressOf(request, options.trustProxy ?? false)),
    isUnlimited: (request) =>
      !limitLoopback && isLoopback(addressOf(request, options.trustProxy ?? false)),
    onPresent: ({ deviceRef }) => activeDays.note(deviceRef),
    onCommit: (sends, seconds) => {
      metrics.sends.inc(sends.length);
      metrics.commitSends.observe(sends.length);
      // Of what is sent sealed nobody knows whose use of the service it is.
      for (const { origin } of sends)
        if (origin.accountRef !== 0) sharing.count(origin.accountRef, 'messages');
      metrics.commitSeconds.observe(seconds);
    },
    onRefused: (code) => metrics.refusals.inc({ code }),
    onFailed,
  });
  const logs = createLogs({
    store,
    dataDir,
    random,
    clock,
    identity,
    witnesses: options.witnesses ?? [],
    fetch: options.fetch,
    guard: createAddressGuard(logRate, { clock, sourceName, limitLoopback }),
    onRestored: async () => {
      log.error({}, 'a backup was restored: a log begins anew');
      await sharing.doubtAll();
      const counts = { preKeyCount: 0, kyberPreKeyCount: 0 };
      for (const ref of await store.keys.discardOneTime())
        bus.publish(deviceTopic(ref), { kind: 'keys', counts });
    },
    onFailed,
  });
  const sharing = createSharing({
    store,
    dataDir,
    clock,
    random,
    fetch: options.fetch,
    identity,
    transparency: { ...logs.disclosures, present: logs.present },
    affiliate: options.affiliate ?? null,
    onGatewayStep: options.onGatewayStep,
    onFailed,
  });
  // Only now: a log that finds that a backup was put back doubts what is shared.
  const keyLog = openKeyLog({
    map: store.keyMap,
    log: store.keyLog,
    clock,
    random,
    sign: identity.sign,
    evaluations: createRateLimiter(labelRate, clock),
    appended: logs.keys.appended,
    onFailed,
  });
  const accounts = createAccountHandlers({
    store: store.accounts,
    clock,
    random,
    hashToken,
    checkDevice: certificates.checkDevice,
    onChanged,
    onRemoved: (account) => {
      // What a removed account had sent is gone from others' queues, too.
      bus.publish(accountsTopic, { kind: 'account_changed' });
      sharing.gateway?.breakOff(account.accountRef);
      sharing.gateway?.wake();
      chunks.removeAccount(account.accountId).catch(onFailed);
    },
    whenSaid: keyLog.whenSaid,
    limits,
    onRevoked,
  });
  const handlers: Handlers = {
    ...sharing.handlers,
    ...keyLog.handlers,
    ...logs.handlers,
    describeServer: createDescribeServer(identity, options.operator, options.version, clock),
    ...createRegistrationHandlers({
      store: store.registrations,
      sender: options.sender,
      clock,
      random,
      limits,
      codeKey,
      codeLimits: createCodeLimits({
        resend: createRateLimiter({ burst: 1, everyMs: limits.codeResendAfterMs }, clock),
        ofOneSource: createRateLimiter(codeRates.ofOneSource, clock),
        ofOneNetwork: createRateLimiter(codeRates.ofOneNetwork, clock),
        ofOneNumber: createRateLimiter(codeRates.ofOneNumber, clock),
      }),
      hashToken,
      onSenderFailed: (error) => log.warn(errorFacts(error), 'code not sent'),
    }),
    ...accounts,
    ...linking.handlers,
    ...chunks.handlers,
    ...createDeviceHandlers({
      store: store.devices,
      clock,
      random,
      hashToken,
      checkDevice: certificates.checkDevice,
      checkNewKeys: certificates.checkNewKeys,
      isConnected: relay.isConnected,
      onChanged,
      onRevoked,
      endTransfers: (accountId) => void chunks.removeAccount(accountId).catch(onFailed),
      limits,
    }),
    ...createManifestHandlers(store.manifests, clock),
    // No send begins, nor goes on, for an account once its end was answered.
    createAccount: (request, context) =>
      sharing.section(() => accounts.createAccount(request, context)),
    deleteAccount: (request, context) =>
      sharing.section(() => accounts.deleteAccount(request, context)),
    ...createPeopleHandlers({
      reports: store.reports,
      profiles: store.profiles,
      delivery: store.delivery,
      clock,
      limits,
      mayDeliver: relay.mayDeliver,
      onDeliveryChanged: onChanged,
    }),
    ...createCertificateHandlers({ certifier, clock, accounts: store.accounts }),
    ...createKeyHandlers({
      store: store.keys,
      accounts: store.accounts,
      lowCount: limits.preKeysLowCount,
      pairs: createRateLimiter(keysOfOneRate, clock),
      checkKeys: certificates.checkAdded,
      onLow: (ref, counts) => bus.publish(deviceTopic(ref), { kind: 'keys', counts }),
    }),
  };
  const sweeper = createSweeper({
    store,
    clock,
    limits,
    onShrunk: (accountIds) => accountIds.forEach(onChanged),
    onExpired: (envelopes) => metrics.expired.inc(envelopes),
    onFailed,
  });
  const app = await createHttpApp(options, {
    handlers,
    accounts: store.accounts,
    onWrongToken,
    onLimited: ({ accountRef }) => sharing.count(accountRef, 'limitsHit'),
    guard: createRateGuard({ ...defaultRates, ...options.rates }, clock),
    sourceName,
    networkName,
    limitLoopback,
    limits,
    metrics,
    ready: store.check,
    onUnexpected: onFailed,
  });
  logs.registerRoutes(app);
  app.server.on('upgrade', relay.upgrade);

  let closing: Promise<void> | undefined;
  return {
    publicKey: identity.publicKey,
    transparency: logs.disclosures,
    keyTransparency: logs.keys,
    gateway: sharing.gateway,
    listen: async () => {
      const url = await app.listen({ host: options.host, port: options.port });
      return { url };
    },
    close: () => {
      closing ??= (async () => {
        linking.close();
        chunks.letGo();
        await relay.close();
        await app.close();
        await chunks.close();
        await activeDays.close();
        await sharing.close();
        await keyLog.close();
        await logs.close();
        await sweeper.close();
        await bus.close();
        if (options.store === undefined) await store.close();
      })();
      return closing;
    },
  };
};

/**
 * Builds a server from options. It listens when told to; what it opened is closed by `close`. Throws when another one has its data
 * folder.
 */
export const buildServer = async (options: ServerOptions): Promise<BisikServer> => {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const lock = lockFolder(options.dataDir);
  try {
    const server = await assemble(options);
    return { ...server, close: () => server.close().finally(lock.release) };
  } catch (error) {
    lock.release();
    throw error;
  }
};
