import type { Network, Random } from '../platform/types.ts';
import { isOnThisComputer, proveServer } from './server-key.ts';

/** Where a server is looked for, and which key it must prove. */
export interface PinnedServer {
  readonly url: string;
  /** Asked when `url` does not answer; used when it proves the same key. */
  readonly otherUrl: string | null;
  /** Base64 of an Ed25519 public key. */
  readonly publicKey: string;
}

export interface FindOptions {
  readonly network: Network;
  readonly random: Random;
}

/** Where the server is, or which other key stands in its place. */
export type FoundServer = { readonly url: string } | { readonly offeredKey: string };

/**
 * Asks at the server's addresses until the pinned key is proved. Gives the key offered at `url` when it is another one and the
 * right one is nowhere. Rejects as `proveServer` does.
 */
export const findServer = async (
  { network, random }: FindOptions,
  pinned: PinnedServer,
): Promise<FoundServer> => {
  const { url, publicKey } = pinned;
  const otherUrl = pinned.otherUrl === url ? null : pinned.otherUrl;
  const ask = (at: string) => proveServer({ network, random, url: at });
  const isAt = (at: string): Promise<boolean> =>
    ask(at).then(
      (proven) => proven.publicKey === publicKey,
      () => false,
    );
  // On this computer anybody may hold the port of before, and hand the challenge on to where the server is now.
  const both = otherUrl !== null && [url, otherUrl].every(isOnThisComputer);
  if (both && (await isAt(otherUrl))) return { url: otherUrl };
  try {
    const proven = await ask(url);
    return proven.publicKey === publicKey ? { url } : { offeredKey: proven.publicKey };
  } catch (error) {
    if (otherUrl !== null && (await isAt(otherUrl))) return { url: otherUrl };
    throw error;
  }
};
