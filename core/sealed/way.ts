import type { Sending } from '../../contract/encryption/sending.ts';

/** How something leaves: with or without its sender's name, or not yet. */
export type Way = 'sealed' | 'named' | 'wait';

/** What it depends on how something leaves. */
export interface WayFacts {
  /** To another device of the own account: the server knows both ends. */
  readonly isOwn: boolean;
  /** The person accepted this contact, or writes to them. */
  readonly isAccepted: boolean;
  /** The contact gave what lets one send sealed. */
  readonly hasToken: boolean;
  /** The server refused the very token that is known. */
  readonly isTokenRefused: boolean;
  /** Of this device: good now, to be fetched, or the server issues none. */
  readonly certificate: 'good' | 'coming' | 'none';
  /** The server knows no sealed sending. */
  readonly isLineRefused: boolean;
}

/** How something leaves by these facts, and why; of nothing that is for the own account. */
export const sendingBy = (facts: Omit<WayFacts, 'isOwn'>): Sending => {
  if (!facts.isAccepted) return 'no_contact';
  if (!facts.hasToken) return 'no_token';
  if (facts.isTokenRefused) return 'token_refused';
  if (facts.certificate === 'none') return 'no_certificate';
  if (facts.isLineRefused) return 'no_path';
  return facts.certificate === 'good' ? 'sealed' : 'waits';
};

/**
 * Sealed wherever that can be; named only where the server, or the contact, left no other way. What can be sealed in a moment
 * waits: an answer may lead to sending by name, silence never does.
 */
export const wayTo = (facts: WayFacts): Way => {
  if (facts.isOwn) return 'named';
  const sending = sendingBy(facts);
  if (sending === 'waits') return 'wait';
  return sending === 'sealed' ? 'sealed' : 'named';
};
