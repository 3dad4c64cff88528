import type { EndpointResponse } from '../../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import type { KeyLookup, KeyVersion } from '../../store/types/key-map.ts';

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

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
  path: {
    siblings: path.siblings.map(toBase64),
    end: path.end && {
      label: toBase64(path.end.label),
      version: path.end.version,
      chain: toBase64(path.end.chain),
    },
  },
  from,
  chain: toBase64(chain),
  versions: versions.map((version, at) =>
    toldVersion(version, shows(version, at === versions.length - 1)),
  ),
});
