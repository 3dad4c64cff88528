import { formatVerifierKey } from '../../../contract/transparency/verifier-key.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import { logKeyBytes } from '../../../contract/wire/transparency.ts';
import type { Handler } from '../../http/handlers.ts';
import type { LogStore } from '../../store/types/log.ts';
import type { LogKey } from './log-key.ts';
import type { Transparency } from './transparency.ts';
import type { Witness } from './witness-client.ts';

export interface DescribeLogDependencies {
  readonly store: LogStore;
  readonly key: LogKey;
  readonly origin: Transparency['origin'];
  readonly witnesses: readonly Witness[];
  /** Signs with the server's own key. */
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

/** Tells the log's key under the signature of the key that clients have pinned. */
export const createDescribeLog =
  ({
    store,
    key,
    origin,
    witnesses,
    sign,
  }: DescribeLogDependencies): Handler<Endpoints['describeLog']> =>
  async () => {
    const { epoch } = await store.head();
    const verifierKey = formatVerifierKey(key.verifierKey(origin(epoch)));
    return {
      epoch,
      verifierKey,
      signature: Buffer.from(sign(logKeyBytes(verifierKey))).toString('base64'),
      start: await store.epochStart(epoch),
      witnesses: witnesses.map((witness) => ({
        verifierKey: formatVerifierKey(witness.key),
        operator: witness.operator,
      })),
    };
  };
