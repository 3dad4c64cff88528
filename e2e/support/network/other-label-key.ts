import { deriveLabelKeys } from '../../../contract/transparency/keys/oblivious.ts';
import { labelKeyBytes } from '../../../contract/wire/key-log.ts';
import { openServerIdentity } from '../../../server/modules/server-identity/server-identity.ts';
import { systemRandom } from '../../../server/platform/random.ts';

/**
 * A lie for whoever stands between, which only the operator can sign: numbers and usernames are found under another key than before.
 * `dataFolder` is the server's.
 */
export const otherLabelKey = (dataFolder: string): ((path: string, body: Buffer) => Buffer) => {
  const { sign } = openServerIdentity(dataFolder, systemRandom);
  const { publicKey } = deriveLabelKeys(systemRandom(32));
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const described = {
    publicKey: base64(publicKey),
    signature: base64(sign(labelKeyBytes(publicKey))),
  };
  return (path, body) => {
    if (path === '/v1/key-log/labels') return Buffer.from(JSON.stringify(described));
    if (path !== '/v1/key-log/labels/evaluate') return body;
    // By the key that was there first it proves nothing.
    const proof = base64(systemRandom(64));
    return Buffer.from(JSON.stringify({ ...JSON.parse(body.toString('utf8')), proof }));
  };
};
