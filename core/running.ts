import { CodedError } from '../contract/errors/coded-error.ts';
import type { ConnectionState } from '../contract/ipc/engine-state.ts';
import type { ServerFrame } from '../contract/wire/frames.ts';
import { createAccount } from './account/account.ts';
import { signedOutReason } from './account/signed-out.ts';
import { type LocalProgram, showLocalProgram } from './chats/local-program.ts';
import { createTyping } from './chats/typing.ts';
import { createLink, type LinkListener } from './connection/link.ts';
import { attempt, type Context } from './context.ts';
import { createConversations } from './conversations.ts';
import { createPresentKeys } from './crypto/present-keys.ts';
import { dropAdding } from './devices/adding.ts';
import { createDevices } from './devices/devices.ts';
import { ownDeviceName } from './devices/own-list.ts';
import { ensureSyncKey } from './devices/sync-key.ts';
import type { MessengerHandlers } from './events.ts';
import { createExpiry } from './expiry/expiry.ts';
import { createClaims } from './inbox/claims.ts';
import { createInbox, type InboxCounters } from './inbox/inbox.ts';
import { createOutbox } from './outbox/outbox.ts';
import { createSessionWork } from './outbox/session-work.ts';
import { createBlocks } from './people/blocks.ts';
import { createPeople } from './people/people.ts';
import { createPeopleRegisters } from './people/registers.ts';
import { createStanding } from './people/standing.ts';
import { createExclusive } from './platform/exclusive.ts';
import { createPresence } from './privacy/presence.ts';
import { createPrivacy } from './privacy/privacy.ts';
import { forgetProfiles } from './profile/forget.ts';
import { createShownReceipts, retellReceipts, touchesReceipts } from './settings/shown-receipts.ts';
import { createSyncedSettings } from './settings/synced-settings.ts';
import { createSharing, type SharingOptions } from './sharing/sharing.ts';
import { createSync } from './sync/sync.ts';
import type { SyncOut } from './sync/types.ts';
import { startUpkeep } from './upkeep.ts';

/** A messenger over a database that opened. */
export interface Running {
  readonly handlers: Omit<MessengerHandlers, 'store'>;
  readonly setLocalProgram: (program: LocalProgram | null) => void;
  readonly counters: () => InboxCounters;
  readonly close: () => Promise<void>;
}

/** Puts the parts together and connects when there is an account. */
export const startRunning = (
  outer: Omit<Context, 'onExpiring'>,
  options: {
    readonly defaultServerUrl: string | null;
    readonly localProgram: LocalProgram | null;
    readonly acceptsEverybody: boolean;
    readonly about: SharingOptions['about'];
    /** The account was removed on purpose; inside a transaction. */
    readonly onRemoved: () => void;
    /** Another device had this one removed, and so it was: what is left is to be thrown away. */
    readonly onLeft: () => void;
  },
): Running => {
  const receipts = createShownReceipts(outer, (accountId, key) => settings.inChat(accountId, key));
  const context: Context = { ...outer, emit: receipts.emit, onExpiring: () => expiry.wake() };
  const { store, clock, random, network } = context;
  const sessionsExclusive = createExclusive();
  const accountExclusive = createExclusive();
  let localProgram = options.localProgram;
  let closed = false;

  const keys = createPresentKeys(store.keys);
  const link = createLink({ network, clock, random });
  const onKeysReplaced = (): void => {
    keys.forget();
    sharing.forget();
    sync.clear();
    dropAdding(store.meta);
    forgetProfiles(store);
    // What waits was encrypted with keys that are no more.
    for (const accountId of store.outbox.recipients()) store.outbox.dropCiphertexts(accountId);
  };
  const account = createAccount(context, {
    defaultServerUrl: options.defaultServerUrl,
    exclusive: accountExclusive,
    whenProven: link.whenUp,
    onKeysReplaced,
    onRemoved: () => {
      keys.forget();
      store.keys.clear();
      sync.clear();
      options.onRemoved();
      for (const accountId of store.outbox.recipients()) store.outbox.removeOf(accountId);
    },
  });
  const sync = createSync(context);
  const syncOut: SyncOut = { ...sync, committed: (rows) => outbox.committed(rows) };
  // Deleted before a crash: gone before anyone asks. What cannot be removed now stays hidden.
  attempt(context, 'deleted messages', () => sync.settleDeleted());
  const synced = createSyncedSettings(context, {
    account,
    isUp: link.isUp,
    deviceName: () => ownDeviceName(store.meta, options.about.system),
    syncOut: () => syncOut,
  });
  const { settings, registers } = synced;
  const sends = {
    sendsReadReceipts: (accountId: string) =>
      settings.inChat(accountId, 'privacy.sendReadReceipts'),
    sendsDeliveryReceipts: (accountId: string) =>
      settings.inChat(accountId, 'privacy.sendDeliveryReceipts'),
  };
  const isReady = (): boolean => !closed && account.ready() !== null;

  const sessions = createSessionWork(context, {
    exclusive: sessionsExclusive,
    base: () => keys.of(account.ready()),
    api: account.api,
  });
  const peopleRegisters = createPeopleRegisters(context, registers);
  const blocks = createBlocks(context, peopleRegisters);
  const standing = createStanding(context, blocks, options.acceptsEverybody);
  const outbox = createOutbox(context, {
    link,
    sessions,
    sync,
    ownAccountId: () => (closed ? null : (account.ready()?.accountId ?? null)),
    isBlocked: standing.isBlocked,
    tokenFor: (accountId) => privacy.tokenFor(accountId),
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
      settings.inChat(accountId, 'privacy.sendTyping') && standing.mayAnswer(accountId),
  });
  const inbox = createInbox(context, {
    link,
    outbox,
    sessions,
    sync,
    own: () => keys.of(account.ready()).own,
    onTyping: (accountId, isTyping, at) =>
      typing.heard(accountId, isTyping && settings.inChat(accountId, 'privacy.showTyping'), at),
    sendsDeliveryReceipts: sends.sendsDeliveryReceipts,
    onMessages: typing.messageFrom,
    standing,
    onRequests: people.requestsChanged,
    privacy,
    onPresence: presence.heard,
    onClaims: createClaims(context, account),
    checkpoints: {
      noteFor: (accountId) => sharing.log.carrying.noteFor(accountId),
      told: (accountIds) => sharing.log.carrying.told(accountIds),
      heard: (notes) => sharing.log.carrying.heard(notes),
      onHeard: () => sharing.log.onHeard(),
    },
  });
  const upkeep = startUpkeep(context, { api: account.api, exclusive: accountExclusive });

  const sharing = createSharing(context, {
    account,
    isUp: link.isUp,
    about: options.about,
    whenProven: link.whenUp,
    demandsWitness: () => settings.values()['privacy.demandWitness'],
    deviceName: (deviceId) => devices.nameOf(deviceId),
  });

  const devices = createDevices(context, {
    account,
    exclusive: accountExclusive,
    system: options.about.system,
    onKeysReplaced,
    tellOthers: (word) => {
      sync.setOthers(true);
      const rows = sync.write([word]);
      return () => outbox.committed(rows);
    },
    // None is found out when nothing can be sent to one: the list may be of before one joined.
    onListed: (count) => {
      if (count > 1) sync.setOthers(true);
    },
  });

  const connectionState = (): ConnectionState => ({
    ...link.state(),
    queuedCount: store.outbox.queuedMessageCount(),
  });

  const onFrame = (frame: ServerFrame): void => {
    switch (frame.kind) {
      case 'deliver':
        inbox.onDeliver(frame.deliveries);
        return;
      case 'sent':
      case 'error':
        outbox.onFrame(frame);
        return;
      case 'keysLow':
        upkeep.onKeysLow();
        return;
      case 'caughtUp':
    }
  };

  const refused = (again: CodedError, before: CodedError): void => {
    if (devices.isFarewell(again.details)) {
      account.leave();
      options.onLeft();
    } else account.signOut(signedOutReason(again.details, before.details));
  };

  const listener: LinkListener = {
    onFrame: (frame) => attempt(context, 'frame', () => onFrame(frame)),
    onUp: () =>
      attempt(context, 'connected', () => {
        outbox.onUp();
        upkeep.onUp();
        sharing.onUp();
        devices.onUp();
        synced.onUp();
        privacy.onUp();
      }),
    onDown: () => {
      outbox.onDown();
      inbox.onDown();
    },
    onState: () =>
      attempt(context, 'connection', () => context.emit('connection.changed', connectionState())),
    onUnauthorized: (error) => {
      // The server's word on the socket is asked for once more before anyone is signed out.
      account.confirm().catch((again: unknown) => {
        if (again instanceof CodedError && again.code === 'unauthorized')
          attempt(context, 'sign-out', () => refused(again, error));
      });
    },
    onServerTime: ({ told, elapsedMs }) =>
      attempt(context, 'time of the server', () => {
        context.serverClock.heard(told, elapsedMs);
        expiry.wake();
      }),
    onMoved: account.moved,
  };

  /** Acts on the account as it is now. */
  const follow = (): void => {
    // A salvaged database may hold the account without its keys.
    if (account.ready() && !store.keys.identity()) {
      account.signOut('device_removed');
      return;
    }
    const ready = account.ready();
    const pin = account.pin();
    link.stop();
    if (account.stored().phase === 'signed_out') settings.accountLost();
    if (!ready) return;
    attempt(context, 'sync key', () => ensureSyncKey(store.meta, random));
    settings.accountCame(ready);
    outbox.reload();
    if (localProgram) showLocalProgram(context, localProgram, ready.accountId);
    if (closed || !pin) return;
    const { url, publicKey } = pin;
    link.start(
      { url, otherUrl: options.defaultServerUrl, publicKey, credentials: ready },
      listener,
    );
  };
  account.onChanged(follow);
  account.onChanged(devices.onAccount);
  sync.listen(people.sync);
  sync.listen(privacy.sync);
  sync.listen(devices.sync);
  sync.listen(synced.sync);
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
    cut: receipts.cut,
    ...sends,
    onQueued: () => {
      if (!link.isUp()) context.emit('connection.changed', connectionState());
    },
  });
  const stopRetelling = registers.onChanged((changed) => {
    if (touchesReceipts(changed))
      retellReceipts(chats, messages, context.emit).catch((error: unknown) =>
        context.onUnexpected('shown receipts', error),
      );
  });

  return {
    handlers: {
      account: account.handlers,
      chats,
      messages,
      connection: {
        get: async () => connectionState(),
        retry: async () => {
          link.retry();
          return {};
        },
      },
      accountSettings: settings.handlers,
      ...sharing.handlers,
      devices: devices.handlers,
      people: people.handlers,
      profile: privacy.handlers,
      privacy: privacy.viewing,
    },
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
      upkeep.close();
      typing.close();
      people.close();
      privacy.close();
      expiry.close();
      inbox.close();
      outbox.close();
      sharing.close();
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
