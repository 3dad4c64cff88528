import type { Clock, Network, Random } from '../platform/types.ts';
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
  readonly clock: Pick<Clock, 'elapsed'>;
}

/** What the server's clock showed, and what `Clock.elapsed` gave then. */
export interface ToldTime {
  readonly told: number;
  readonly elapsedMs: number;
}

/** Where the server is, or which other key stands in its place. */
export type FoundServer =
  | { readonly url: string; readonly time: ToldTime | null }
  | { readonly offeredKey: string };

/**
 * Asks at the server's addresses until the pinned key is proved. Gives the key offered at `url` when it is another one and the
 * right one is nowhere. Rejects as `proveServer` does.
 */
export const findServer = async (
  { network, random, clock }: FindOptions,
  pinned: PinnedServer,
): Promise<FoundServer> => {
  const { url, publicKey } = pinned;
  const otherUrl = pinned.otherUrl === url ? null : pinned.otherUrl;
  const ask = async (at: string): Promise<FoundServer> => {
    const askedAt = clock.elapsed();
    const { now, publicKey: proven } = await proveServer({ network, random, url: at });
    if (proven !== publicKey) return { offeredKey: proven };
    const elapsedMs = (askedAt + clock.elapsed()) / 2;
    return { url: at, time: now === undefined ? null : { told: now, elapsedMs } };
  };
  const findAt = (at: string): Promise<FoundServer | null> =>
    ask(at).then(
      (found) => ('url' in found ? found : null),
      () => null,
    );
  // On this computer anybody may hold the port of before, and hand the challenge on to where the server is now.
  const both = otherUrl !== null && [url, otherUrl].every(isOnThisComputer);
  if (both) {
    const found = await findAt(otherUrl);
    if (found) return found;
  }
  try {
    return await ask(url);
  } catch (error) {
    const found = otherUrl === null ? null : await findAt(otherUrl);
    if (found) return found;
    throw error;
  }
};
