import type { MapPath } from '../../../contract/transparency/keys/map.ts';
import type { EndpointResponse } from '../../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import type { KeyLookup, KeyVersion } from '../../store/types/key-map.ts';

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A path as it is answered. */
export const toldPath = ({ siblings, end }: MapPath) => ({
  siblings: siblings.map(toBase64),
  end: end && { label: toBase64(end.label), version: end.version, chain: toBase64(end.chain) },
});

const toldVersion = ({ commitment, opening }: KeyVersion, shows: boolean) => ({
  commitment: toBase64(commitment),
  opening:
    shows && opening
      ? {
          identityKey: opening.state.identityKey,
          devices: [...opening.state.devices],
          nonce: toBase64(opening.nonce),
        }
      : null,
});

/** What was found, as it is answered; of versions only those that `shows` says are opened. */
export const toTold = (
  { position, head, path, from, chain, versions }: KeyLookup,
  epoch: number,
  shows: (version: KeyVersion, isNewest: boolean) => boolean,
): EndpointResponse<Endpoints['lookUpKeys']> => ({
  epoch,
  position,
  time: head.time,
  path: toldPath(path),
  from,
  chain: toBase64(chain),
  versions: versions.map((version, at) =>
    toldVersion(version, shows(version, at === versions.length - 1)),
  ),
});
