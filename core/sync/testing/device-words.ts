import type { MessageName } from '../../store/types/sync.ts';

/** What a device in a process of its own is asked to do. */
export type Asked =
  | {
      readonly what: 'send';
      readonly to: string;
      readonly messageId: string;
      readonly text: string;
    }
  | { readonly what: 'read' }
  /** Names the message at this share of all there are. */
  | { readonly what: 'pick'; readonly share: number }
  /** Deletes a message and settles it at once. */
  | { readonly what: 'delete'; readonly name: MessageName }
  | { readonly what: 'offline' | 'online' }
  /** Looks at the log of keys. */
  | { readonly what: 'look' }
  | { readonly what: 'state' };

/** One message as a device shows it. */
export interface Seen {
  readonly messageId: string;
  readonly outgoing: boolean;
  readonly text: string;
  readonly state: string | null;
}

export interface DeviceState {
  /** Of the only chat, in the order of the device. */
  readonly messages: readonly Seen[];
  readonly unreadCount: number;
  readonly chatCount: number;
  readonly unexpected: readonly string[];
}

export interface Answer {
  readonly id: number;
  readonly state?: DeviceState;
  readonly picked?: MessageName | null;
  readonly error?: string;
}

export interface DevicePlan {
  readonly databaseFile: string;
  /** Base64. */
  readonly databaseKey: string;
  readonly serverUrl: string;
  /** How far its time is ahead of the system's. */
  readonly aheadMs?: number;
}
