import type { Sync } from '../contract/content/schema.ts';
import { CodedError } from '../contract/errors/coded-error.ts';
import type { ConnectionState } from '../contract/ipc/engine-state.ts';
import { createAccount } from './account/account.ts';
import { createKeyStock } from './account/key-stock.ts';
import { showLocalProgram } from './chats/local-program.ts';
import { createTyping } from './chats/typing.ts';
import { createLink, type Link } from './connection/link.ts';
import { attempt, type Context, type OuterContext } from './context.ts';
import { createConversations } from './conversations.ts';
import { createPresentKeys } from './crypto/present-keys.ts';
import { createDevices } from './devices/devices.ts';
import { createNewKeys } from './devices/new-keys.ts';
import { ownDeviceName } from './devices/own-list.ts';
import { createEncryption } from './encryption/encryption.ts';
import { createExpiry } from './expiry/expiry.ts';
import { createFollowing } from './following.ts';
import { createForgetting } from './forgetting.ts';
import { toHandlers } from './handlers.ts';
import { createClaims } from './inbox/claims.ts';
import { createInbox } from './inbox/inbox.ts';
import { createKeyCarrying } from './key-log/carrying.ts';
import { createLinkListener } from './listener.ts';
import { createCarriedNotes } from './log/carried.ts';
import { createOutgoing } from './outgoing.ts';
import { createBlocks } from './people/blocks.ts';
import { createKeyChanges } from './people/key-changes.ts';
import { createPeople } from './people/people.ts';
import { createPeopleRegisters } from './people/registers.ts';
import { createStanding } from './people/standing.ts';
import { createExclusive } from './platform/exclusive.ts';
import { createPresence } from './privacy/presence.ts';
import { createPrivacy } from './privacy/privacy.ts';
import type { Running, RunningOptions } from './running-options.ts';
import { createShownReceipts, retellReceipts, toSends } from './settings/shown-receipts.ts';
import { createSyncedSettings } from './settings/synced-settings.ts';
import { createSharing } from './sharing/sharing.ts';
import { createSync } from './sync/sync.ts';
import type { SyncOut } from './sync/types.ts';
import { createTrust } from './trust.ts';
import { startUpkeep } from './upkeep.ts';

/** Puts the parts together and connects when there is an account. */
export const startRunning = (outer: OuterContext, options: RunningOptions): Running => {
  const receipts = createShownReceipts(outer, (accountId, key) => settings.inChat(accountId, key));
  const context: Context = {
    ...outer,
    emit: receipts.emit,
    onExpiring: () => expiry.wake(),
    verifiedKeyHash: (accountId) => trust.marks.keyHash(accountId),
    difference: (accountId) => trust.marks.differing(accountId),
    keyVerdict: (accountId, keyHash) => trust.keyLog.verdict(accountId, keyHash),
    withheld: (accountId, keyHash) => trust.keyLog.withheld(accountId, keyHash),
  };
  const { store, clock, random, network } = context;
  const sessionsExclusive = createExclusive();
  const accountExclusive = createExclusive();
  let localProgram = options.localProgram;
  let closed = false;

  const keys = createPresentKeys(
    store.keys,
    () => encryption,
    (...key) => trust.mayMeet(...key),
  );
  const line = createLink({ network, clock, random });
  // While it is not known which keys the account has, the connection serves to find that out and nothing else.
  const link: Link = { ...line, isUp: () => line.isUp() && !newKeys.isUnsettled() };
  const forgetting = createForgetting(store, () => ({
    ownAccountId: account.ready()?.accountId ?? null,
    devices,
    encryption,
    keys,
    privacy,
    sealed,
    sharing,
    sync,
    synced,
    trust,
  }));
  const account = createAccount(context, {
    defaultServerUrl: options.defaultServerUrl,
    exclusive: accountExclusive,
    whenProven: link.whenUp,
    onKeysReplaced: forgetting.keysReplaced,
    onFormerGone: () => {
      // A program has nobody who could loosen anything.
      if (options.acceptsEverybody) return () => undefined;
      const written = registers.beginStrictest();
      return () => registers.committed(written);
    },
    onRemoved: () => {
      forgetting.accountRemoved();
      options.onRemoved();
    },
  });
  // Before what goes on from the last start: its words take checkpoints along.
  const keyCarrying = createKeyCarrying(context, account);
  const checkpoints = createCarriedNotes({
    disclosures: () => sharing.log.carrying,
    keys: () => keyCarrying,
  });
  const sync = createSync(context, checkpoints);
  const syncOut: SyncOut = {
    ...sync,
    committed: (rows) => outbox.committed(rows),
    together: (plan, write) => together(plan, write),
  };
  // Deleted before a crash: gone before anyone asks. What cannot be removed now stays hidden.
  attempt(context, 'deleted messages', () => sync.settleDeleted());
  const synced = createSyncedSettings(context, {
    account,
    isUp: link.isUp,
    deviceName: () => ownDeviceName(store.meta, options.about.system),
    syncOut: () => syncOut,
  });
  const { settings, registers } = synced;
  const sends = toSends(settings);
  const isReady = (): boolean => !closed && account.ready() !== null;
  const newKeys = createNewKeys(context, {
    account,
    exclusive: accountExclusive,
    sessionsExclusive,
    deviceName: () => ownDeviceName(store.meta, options.about.system),
    bringAll: async () => {
      await synced.bringNow();
      await inbox.whenRead();
    },
    onReplaced: forgetting.keysRenewed,
    onSettled: (isReplaced) => {
      if (isReplaced) forgetting.keysRenewedAfter();
      follow();
    },
    onChanged: () => devices.onNewKeys(),
  });

  const peopleRegisters = createPeopleRegisters(context, registers);
  const blocks = createBlocks(context, peopleRegisters);
  const standing = createStanding(context, {
    isBlocked: blocks.isBlocked,
    whoCanWrite: () => settings.values()['privacy.whoCanWrite'],
    acceptsEverybody: options.acceptsEverybody,
  });
  const demandsWitness = (): boolean => settings.values()['privacy.demandWitness'];
  const trust = createTrust(context, {
    account,
    link,
    registers: peopleRegisters,
    isBlocked: blocks.isBlocked,
    carrying: keyCarrying,
    demandsWitness,
    tellsKeyChanges: () => settings.values()['privacy.tellKeyChanges'],
    onVerdict: (accountId) => encryption.onVerdict(accountId),
  });
  const { sessions, sealed, outbox, together } = createOutgoing(context, {
    account,
    link,
    exclusive: sessionsExclusive,
    base: () => keys.of(account.ready()),
    trust,
    standing,
    sends,
    sync,
    privacy: () => privacy,
    isReady,
    onOwnDevicesChanged: () => devices.onListChanged(),
  });
  const privacy = createPrivacy(context, {
    account,
    link,
    outbox,
    syncOut,
    registers: peopleRegisters,
    isBlocked: standing.isBlocked,
    values: settings.values,
    canUnseal: () => sealed.roots().length > 0,
    onTokens: sealed.onTokens,
  });
  const presence = createPresence(context, { link, outbox, sessions, viewers: privacy.viewers });
  const people = createPeople(context, {
    registers: peopleRegisters,
    blocks,
    outbox,
    syncOut,
    isReady,
    ...sends,
    onAccepted: privacy.accepted,
  });
  const expiry = createExpiry(context, { forget: outbox.forget });
  const typing = createTyping(context, {
    link,
    outbox,
    sessions,
    isAllowed: (accountId) =>
      standing.mayAnswer(accountId) && settings.inChat(accountId, 'privacy.sendTyping'),
    isShown: (accountId) =>
      standing.mayAnswer(accountId) && settings.inChat(accountId, 'privacy.showTyping'),
  });
  const inbox = createInbox(context, {
    link,
    outbox,
    sessions,
    sync,
    own: () => keys.of(account.ready()).own,
    onTyping: typing.heard,
    sendsDeliveryReceipts: sends.sendsDeliveryReceipts,
    onMessages: typing.messageFrom,
    onHeard: () => outbox.onHeard(),
    standing,
    sealed,
    changed: trust.changed,
    onRequests: people.requestsChanged,
    privacy,
    onPresence: presence.heard,
    onClaims: createClaims(context, account, trust.keyLog.checkFound),
    checkpoints: {
      ...checkpoints,
      onHeard: () => {
        sharing.log.onHeard();
        trust.keyLog.onHeard();
      },
    },
  });
  const keyChanges = createKeyChanges(context, {
    inbox,
    outbox,
    sessions,
    link,
    syncOut,
    trust,
  });
  const stock = createKeyStock(context, {
    ownAccountId: () => account.ready()?.accountId ?? null,
    api: account.api,
    onChanged: () => context.emit('encryption.ownChanged', {}),
  });
  const upkeep = startUpkeep(context, {
    onCounted: stock.counted,
    api: () => {
      // Keys under one that may not be the account's any more.
      if (newKeys.isUnsettled()) throw new CodedError('offline');
      return account.api();
    },
    exclusive: accountExclusive,
  });
  const tellOthers = (word: Sync): void =>
    outbox.committed(store.transaction(() => sync.write([word])));
  const sharing = createSharing(context, {
    account,
    isUp: link.isUp,
    about: options.about,
    whenProven: link.whenUp,
    demandsWitness,
    deviceName: (deviceId) => devices.nameOf(deviceId),
    tellOthers,
  });
  const devices = createDevices(context, {
    account,
    exclusive: accountExclusive,
    system: options.about.system,
    onKeysReplaced: forgetting.keysReplaced,
    newKeys,
    tellOthers: (word, areThere) => {
      if (areThere) sync.setOthers(true);
      const rows = sync.write([word]);
      return () => outbox.committed(rows);
    },
    onListed: (count) => {
      if (count > 1) sync.setOthers(true);
      // What was held goes out: to the one that joined, or, when its time is over, to nobody, which the server says then.
      outbox.committed([]);
    },
    onOpened: sync.expect,
    onOthers: (ownId) => encryption.onDevice(ownId),
    seenManifest: () => registers.state().manifest,
  });
  const encryption = createEncryption(context, {
    account,
    trust,
    registers: peopleRegisters,
    ownDevices: devices.own,
    stock,
    sealed,
    keyChanges,
    tellOthers: (word) => {
      const rows = sync.write([word]);
      return rows.length === 0 ? null : () => outbox.committed(rows);
    },
  });
  const connectionState = (): ConnectionState => ({
    ...link.state(),
    queuedCount: store.outbox.queuedMessageCount(),
  });
  const listener = createLinkListener(context, {
    account,
    devices,
    expiry,
    inbox,
    newKeys,
    outbox,
    upkeep,
    onLeft: options.onLeft,
    onUp: () => {
      for (const part of [sealed, outbox, upkeep, sharing, devices, synced]) part.onUp();
      for (const part of [privacy, keyChanges, trust.keyLog, encryption]) part.onUp();
    },
    onState: () => context.emit('connection.changed', connectionState()),
  });
  const follow = createFollowing(context, {
    account,
    link,
    listener,
    newKeys,
    outbox,
    settings,
    defaultServerUrl: options.defaultServerUrl,
    isClosed: () => closed,
    onReady: (accountId) => {
      if (localProgram) showLocalProgram(context, localProgram, accountId);
    },
  });
  account.onChanged(follow);
  account.onChanged(devices.onAccount);
  for (const part of [people, keyChanges, privacy, devices, synced, sharing, encryption])
    sync.listen(part.sync);
  follow();

  const { chats, messages } = createConversations(context, {
    account,
    outbox,
    sessions,
    sync,
    isReady,
    settings,
    typing,
    expiry,
    people,
    standing,
    privacy,
    presence,
    checkpoints,
    checkFound: trust.keyLog.checkFound,
    shown: receipts,
    ...sends,
    onQueued: () => {
      if (!link.isUp()) context.emit('connection.changed', connectionState());
    },
  });
  const stopRetelling = retellReceipts(context, registers, { chats, messages });

  return {
    handlers: toHandlers({
      account,
      chats,
      connectionState,
      devices,
      encryption,
      keyChanges,
      link,
      messages,
      people,
      privacy,
      settings,
      sharing,
    }),
    setLocalProgram: (program) => {
      localProgram = program;
      const ready = account.ready();
      if (program && ready) showLocalProgram(context, program, ready.accountId);
    },
    counters: inbox.counters,
    close: async () => {
      if (closed) return;
      closed = true;
      link.stop();
      for (const part of [newKeys, upkeep, typing, people, keyChanges, privacy, expiry])
        part.close();
      for (const part of [inbox, outbox, sealed, sharing, encryption, trust.keyLog]) part.close();
      stopRetelling();
      synced.close();
      await devices.close();
      // What is being written is finished; what waits behind it finds the messenger closed.
      await sessionsExclusive(async () => undefined);
      await accountExclusive(async () => undefined);
      try {
        sync.settleDeleted();
      } catch {
        // The next start does it.
      }
    },
  };
};
