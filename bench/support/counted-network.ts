import { sealedSocketPath } from '../../contract/wire/http.ts';
import { createNodeNetwork } from '../../core/platform/node-network.ts';
import type { Network } from '../../core/platform/types.ts';

/** Frames that went by the connection that says who one is, and by the one that does not. */
export interface Counts {
  plain: number;
  sealed: number;
}

/** Node's network, counted; where `isSealed` is false the server seems to know no second connection. */
export const createCountedNetwork = (counts: Counts, isSealed: boolean): Network => {
  const network = createNodeNetwork();
  return {
    ...network,
    connect: (options) => {
      const way = options.url.includes(sealedSocketPath) ? 'sealed' : 'plain';
      const url = isSealed ? options.url : options.url.replace(sealedSocketPath, '/v1/nothing');
      const socket = network.connect({ ...options, url });
      return {
        ...socket,
        send: (bytes) => {
          counts[way]++;
          socket.send(bytes);
        },
      };
    },
  };
};
