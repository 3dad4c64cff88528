import type { MapPath } from '../../contract/transparency/keys/map.ts';
import type { EndpointResponse } from '../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../contract/wire/http.ts';
import { fromBase64 } from '../crypto/bytes.ts';

/** A path of the map, as a server tells it, in bytes. */
export const toMapPath = ({
  siblings,
  end,
}: EndpointResponse<Endpoints['lookUpKeys']>['path']): MapPath => ({
  siblings: siblings.map(fromBase64),
  end: end && { label: fromBase64(end.label), version: end.version, chain: fromBase64(end.chain) },
});
