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

/**
 * Sealed wherever that can be; named only where the server, or the contact, left no other way. What can be sealed in a moment
 * waits: an answer may lead to sending by name, silence never does.
 */
export const wayTo = (facts: WayFacts): Way => {
  if (facts.isOwn || !facts.isAccepted) return 'named';
  if (!facts.hasToken || facts.isTokenRefused) return 'named';
  if (facts.certificate === 'none' || facts.isLineRefused) return 'named';
  return facts.certificate === 'good' ? 'sealed' : 'wait';
};
