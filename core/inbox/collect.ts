import { type DecodedContent, decodeContent } from '../../contract/content/codec.ts';
import { contentLimits } from '../../contract/content/limits.ts';
import type { Content, Sync } from '../../contract/content/schema.ts';
import type { Timer } from '../../contract/content/timer.ts';
import { displayNameSchema } from '../../contract/ids.ts';
import type { LogName } from '../../contract/transparency/checkpoint.ts';
import type { Delivery } from '../../contract/wire/frames.ts';
import type { DeviceAddress } from '../crypto/key-base.ts';
import type { Decrypted } from '../crypto/session-unit.ts';
import type { BroughtOf } from '../log/carried.ts';
import type { UntrustedEnvelope } from '../people/changed-keys.ts';
import type { EnvelopeFacts } from '../store/types/keys.ts';
import type { MessageOrigin } from '../store/types/messages.ts';

type Text = Extract<Content, { kind: 'text' }>;
type Receipt = Extract<Content, { kind: 'receipt' }>;
type Typing = Extract<Content, { kind: 'typing' }>;
/** What is said about being there. */
export type Presence = Extract<Control, { what: 'presence' | 'presence_request' }>;
type ProfileControl = Extract<Control, { what: 'profile' }>;
type Control = Extract<Content, { kind: 'control' }>['control'];
type Repaired = Extract<Control, { what: 'session_repaired' }>;

/** Where something came from, as far as the envelope and the session that opened it tell. */
export type From = Pick<MessageOrigin, 'deviceId'> & {
  readonly keyHash: string;
  readonly seen: EnvelopeFacts;
};

/** Something to be stored that came from one account. */
export type Received =
  | {
      readonly kind: 'text';
      readonly from: string;
      readonly at: number;
      readonly text: Text;
      readonly origin: From;
    }
  /** The timer of the chat. */
  | {
      readonly kind: 'timer';
      readonly from: string;
      readonly at: number;
      readonly timer: Timer;
    }
  | {
      readonly kind: 'unknown';
      readonly from: string;
      readonly at: number;
      readonly messageId: string | undefined;
      readonly sentAt: number;
      readonly raw: Uint8Array;
      readonly origin: From;
    };

/** Something that another device of the account sent. */
export interface SentElsewhere {
  readonly kind: 'sent';
  readonly sent: Extract<Sync, { what: 'sent' }>;
  /** When the server took it, at the latest. */
  readonly at: number;
  /** Of the word that told of it. */
  readonly origin: From;
}

/** What another device of the account says. */
export interface HeardSync {
  readonly sync: Sync;
  readonly from: { readonly deviceId: number; readonly at: number };
}

/** A device whose messages no session here opens, by the server's time of the first of them. */
export interface UnreadableDevice extends DeviceAddress {
  readonly since: number;
}

/** What one account says has reached it, or was read there. */
export interface Confirmed {
  readonly from: string;
  readonly what: Receipt['what'];
  readonly messageIds: Set<string>;
}

/** What a batch of deliveries comes to, before anything of it is stored. */
export interface Collected {
  readonly received: Received[];
  /** The same, with what other devices of the account sent, in the order in which it came. */
  readonly arrived: (Received | SentElsewhere)[];
  readonly syncs: HeardSync[];
  /** Another device of the account spoke. */
  heardOwn: boolean;
  /** By sender and what they confirm. */
  readonly receipts: Map<string, Confirmed>;
  /** How many message ids receipts named, the same ones again included. */
  confirmedIds: number;
  /** The last word of each account. */
  readonly typing: Map<string, { readonly typing: Typing; readonly acceptedAt: number }>;
  readonly names: Map<string, string>;
  /** What each account gave, its words in one. */
  readonly profiles: Map<string, ProfileControl>;
  /** Who asks whether this person is there, and who says that they are. */
  readonly presence: { readonly from: string; readonly at: number; readonly said: Presence }[];
  /** Checkpoints of the server's logs that were brought, the last of each log and device. */
  readonly checkpoints: Map<string, BroughtOf>;
  /** Accounts that lost the session with this device, and since when by the server's time; null: they do not say. */
  readonly lostSession: Map<string, number | null>;
  /** Devices whose messages no session here opens. */
  readonly unreadable: Map<string, UnreadableDevice>;
  /** Messages that were no message; for the counter. */
  malformed: number;
  duplicates: number;
  /** Under another identity key than the sender's. */
  readonly untrusted: UntrustedEnvelope[];
}

/** Nothing collected yet. */
export const createCollected = (): Collected => ({
  received: [],
  arrived: [],
  syncs: [],
  heardOwn: false,
  receipts: new Map(),
  confirmedIds: 0,
  typing: new Map(),
  names: new Map(),
  profiles: new Map(),
  presence: [],
  checkpoints: new Map(),
  lostSession: new Map(),
  unreadable: new Map(),
  malformed: 0,
  duplicates: 0,
  untrusted: [],
});

const collectName = (into: Collected, from: string, name: string): void => {
  if (displayNameSchema.safeParse(name).success) into.names.set(from, name);
};

const collectReceipt = (into: Collected, from: string, receipt: Receipt): void => {
  const key = `${receipt.what}${from}`;
  const known = into.receipts.get(key) ?? { from, what: receipt.what, messageIds: new Set() };
  for (const messageId of receipt.messageIds) known.messageIds.add(messageId);
  into.receipts.set(key, known);
  into.confirmedIds += receipt.messageIds.length;
};

const collectCheckpoints = (
  into: Collected,
  { senderId: accountId, senderDeviceId: deviceId }: Delivery,
  content: Content,
  isOwn: boolean,
): void => {
  const take = (log: LogName, note: string | undefined): void => {
    if (note !== undefined && note.length <= contentLimits.maxCheckpointLength)
      into.checkpoints.set(`${log} ${accountId}.${deviceId}`, { log, accountId, deviceId, note });
  };
  if (content.kind === 'receipt') take('disclosures', content.checkpoint);
  const isMeant = isOwn ? content.kind === 'sync' : content.kind !== 'sync';
  if (isMeant && 'keyCheckpoint' in content) take('keys', content.keyCheckpoint);
};

/** Whether nothing of it is to be stored: who types, at most. */
export const isPassing = (collected: Collected): boolean =>
  collected.arrived.length === 0 &&
  collected.syncs.length === 0 &&
  collected.receipts.size === 0 &&
  collected.names.size === 0 &&
  collected.profiles.size === 0 &&
  collected.lostSession.size === 0 &&
  collected.unreadable.size === 0 &&
  collected.untrusted.length === 0;

const earlier = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : Math.min(one, other);

const collectReceived = (into: Collected, received: Received): void => {
  into.received.push(received);
  into.arrived.push(received);
};

/** A repair that names devices is said to those alone. */
const collectLoss = (
  into: Collected,
  from: string,
  repaired: Repaired,
  own: DeviceAddress,
): void => {
  const since = repaired.lost?.find(({ deviceId }) => deviceId === own.deviceId)?.since ?? null;
  if (repaired.lost && since === null) return;
  const known = into.lostSession.get(from);
  into.lostSession.set(from, known === undefined ? since : earlier(known, since));
};

const collectProfile = (into: Collected, from: string, told: ProfileControl): void => {
  if (told.fieldKeys === undefined && told.delivery === undefined) return;
  const before = into.profiles.get(from);
  const fieldKeys = { ...before?.fieldKeys, ...told.fieldKeys };
  into.profiles.set(from, { ...before, ...told, fieldKeys });
};

const collectControl = (
  into: Collected,
  { senderId: from, acceptedAt: at }: Delivery,
  control: Control,
  own: DeviceAddress,
): void => {
  switch (control.what) {
    case 'session_repaired':
      collectLoss(into, from, control, own);
      return;
    case 'profile':
      collectName(into, from, control.name);
      collectProfile(into, from, control);
      return;
    case 'presence':
    case 'presence_request':
      into.presence.push({ from, at, said: control });
      return;
    case 'timer': {
      const { afterS, version } = control;
      collectReceived(into, { kind: 'timer', from, at, timer: { afterS, version } });
    }
  }
};

/** What another account says. What devices of one account tell each other is of nobody else's. */
const collectKnown = (
  into: Collected,
  delivery: Delivery,
  content: Content,
  own: DeviceAddress,
  origin: From,
): void => {
  const from = delivery.senderId;
  const at = delivery.acceptedAt;
  switch (content.kind) {
    case 'text':
      collectReceived(into, { kind: 'text', from, at, text: content, origin });
      if (content.from) collectName(into, from, content.from.name);
      into.typing.delete(from);
      return;
    case 'receipt':
      collectReceipt(into, from, content);
      return;
    case 'typing':
      into.typing.set(from, { typing: content, acceptedAt: at });
      return;
    case 'control':
      collectControl(into, delivery, content.control, own);
      return;
    case 'sync':
      into.malformed++;
  }
};

/** What another device of the account says: nobody writes to themselves. */
const collectOwn = (
  into: Collected,
  delivery: Delivery,
  content: Content,
  own: DeviceAddress,
  origin: From,
): void => {
  const { senderDeviceId: deviceId, acceptedAt: at } = delivery;
  if (content.kind === 'control' && content.control.what === 'session_repaired')
    collectLoss(into, own.accountId, content.control, own);
  else if (content.kind !== 'sync') into.malformed++;
  else if (content.sync.what !== 'sent')
    into.syncs.push({ sync: content.sync, from: { deviceId, at } });
  else if (content.sync.to === own.accountId) into.malformed++;
  else
    into.arrived.push({
      kind: 'sent',
      sent: content.sync,
      at: Math.min(content.sync.acceptedAt, at),
      origin,
    });
};

const decode = (padded: Uint8Array): DecodedContent | undefined => {
  try {
    return decodeContent(padded);
  } catch {
    return undefined;
  }
};

/** Adds one decrypted delivery to what came to the device `own`. Never throws: what is malformed is counted and dropped. */
export const collect = (
  into: Collected,
  delivery: Delivery,
  decrypted: Exclude<Decrypted, { kind: 'forged' }>,
  own: DeviceAddress,
): void => {
  const { senderId: accountId, senderDeviceId: deviceId, acceptedAt } = delivery;
  if (decrypted.kind === 'duplicate') {
    into.duplicates++;
    return;
  }
  if (decrypted.kind === 'untrusted') {
    const { seq, type, content } = delivery;
    into.untrusted.push({
      envelope: { accountId, deviceId, type, content, acceptedAt },
      identityKey: decrypted.identityKey,
      passing: seq === 0,
    });
    return;
  }
  if (decrypted.kind === 'unreadable') {
    // What is not kept by the server is not missed either.
    if (delivery.seq === 0) return;
    const name = `${accountId}.${deviceId}`;
    const since = Math.min(into.unreadable.get(name)?.since ?? acceptedAt, acceptedAt);
    into.unreadable.set(name, { accountId, deviceId, since });
    return;
  }
  const isOwn = accountId === own.accountId;
  if (isOwn) into.heardOwn = true;
  const { keyHash, seen } = decrypted;
  const origin: From = { deviceId, keyHash, seen };
  const decoded = decode(decrypted.padded);
  if (decoded?.known) {
    (isOwn ? collectOwn : collectKnown)(into, delivery, decoded.content, own, origin);
    collectCheckpoints(into, delivery, decoded.content, isOwn);
  } else if (!decoded || isOwn || decoded.kind === 'sync') into.malformed++;
  else
    collectReceived(into, {
      kind: 'unknown',
      from: accountId,
      at: acceptedAt,
      messageId: decoded.messageId,
      sentAt: decoded.sentAt ?? acceptedAt,
      raw: decoded.raw,
      origin,
    });
};
