import { type DecodedContent, decodeContent } from '../../contract/content/codec.ts';
import { contentLimits } from '../../contract/content/limits.ts';
import type { Content } from '../../contract/content/schema.ts';
import type { Timer } from '../../contract/content/timer.ts';
import { displayNameSchema } from '../../contract/ids.ts';
import type { Delivery } from '../../contract/wire/frames.ts';
import type { Decrypted } from '../crypto/session-unit.ts';

type Text = Extract<Content, { kind: 'text' }>;
type Receipt = Extract<Content, { kind: 'receipt' }>;
type Typing = Extract<Content, { kind: 'typing' }>;
type Control = Extract<Content, { kind: 'control' }>['control'];

/** Something to be stored that came from one account. */
export type Received =
  | { readonly kind: 'text'; readonly from: string; readonly at: number; readonly text: Text }
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
    };

/** What one account says has reached it, or was read there. */
export interface Confirmed {
  readonly from: string;
  readonly what: Receipt['what'];
  readonly messageIds: Set<string>;
}

/** What a batch of deliveries comes to, before anything of it is stored. */
export interface Collected {
  readonly received: Received[];
  /** By sender and what they confirm. */
  readonly receipts: Map<string, Confirmed>;
  /** How many message ids receipts named, the same ones again included. */
  confirmedIds: number;
  /** The last word of each account. */
  readonly typing: Map<string, { readonly typing: Typing; readonly acceptedAt: number }>;
  readonly names: Map<string, string>;
  /** Checkpoints of the disclosure log that receipts brought, the last of each account. */
  readonly checkpoints: Map<string, string>;
  /** Accounts that lost the session with this device. */
  readonly lostSession: Set<string>;
  /** Devices whose messages no session here opens. */
  readonly unreadable: Map<string, { readonly accountId: string; readonly deviceId: number }>;
  /** Messages that were no message; for the counter. */
  malformed: number;
  duplicates: number;
  /** Under another identity key than the sender's: dropped. */
  untrusted: number;
}

/** Nothing collected yet. */
export const createCollected = (): Collected => ({
  received: [],
  receipts: new Map(),
  confirmedIds: 0,
  typing: new Map(),
  names: new Map(),
  checkpoints: new Map(),
  lostSession: new Set(),
  unreadable: new Map(),
  malformed: 0,
  duplicates: 0,
  untrusted: 0,
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
  const { checkpoint } = receipt;
  if (checkpoint !== undefined && checkpoint.length <= contentLimits.maxCheckpointLength)
    into.checkpoints.set(from, checkpoint);
};

/** Whether nothing of it is to be stored: who types, at most. */
export const isPassing = (collected: Collected): boolean =>
  collected.received.length === 0 &&
  collected.receipts.size === 0 &&
  collected.names.size === 0 &&
  collected.lostSession.size === 0 &&
  collected.unreadable.size === 0;

const collectControl = (into: Collected, from: string, at: number, control: Control): void => {
  switch (control.what) {
    case 'session_repaired':
      into.lostSession.add(from);
      return;
    case 'profile':
      collectName(into, from, control.name);
      return;
    case 'timer': {
      const { afterS, version } = control;
      into.received.push({ kind: 'timer', from, at, timer: { afterS, version } });
    }
  }
};

const collectKnown = (into: Collected, delivery: Delivery, content: Content): void => {
  const from = delivery.senderId;
  const at = delivery.acceptedAt;
  switch (content.kind) {
    case 'text':
      into.received.push({ kind: 'text', from, at, text: content });
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
      collectControl(into, from, at, content.control);
      return;
    case 'sync':
  }
};

const decode = (padded: Uint8Array): DecodedContent | undefined => {
  try {
    return decodeContent(padded);
  } catch {
    return undefined;
  }
};

/** Adds one decrypted delivery. Never throws: what is malformed is counted and dropped. */
export const collect = (into: Collected, delivery: Delivery, decrypted: Decrypted): void => {
  const { senderId: accountId, senderDeviceId: deviceId } = delivery;
  if (decrypted.kind === 'duplicate') {
    into.duplicates++;
    return;
  }
  if (decrypted.kind === 'untrusted') {
    into.untrusted++;
    return;
  }
  if (decrypted.kind === 'unreadable') {
    // What is not kept by the server is not missed either.
    if (delivery.seq !== 0)
      into.unreadable.set(`${accountId}.${deviceId}`, { accountId, deviceId });
    return;
  }
  const decoded = decode(decrypted.padded);
  if (!decoded) into.malformed++;
  else if (decoded.known) collectKnown(into, delivery, decoded.content);
  else
    into.received.push({
      kind: 'unknown',
      from: accountId,
      at: delivery.acceptedAt,
      messageId: decoded.messageId,
      sentAt: decoded.sentAt ?? delivery.acceptedAt,
      raw: decoded.raw,
    });
};
