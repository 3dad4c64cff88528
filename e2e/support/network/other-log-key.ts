import { logOrigin, serverIdOf } from '../../../contract/transparency/checkpoint.ts';
import { formatVerifierKey } from '../../../contract/transparency/verifier-key.ts';
import { logKeyBytes } from '../../../contract/wire/transparency.ts';
import { openServerIdentity } from '../../../server/modules/server-identity/server-identity.ts';
import { openLogKey } from '../../../server/modules/transparency/log-key.ts';
import { systemRandom } from '../../../server/platform/random.ts';

/**
 * A lie for whoever stands between, which only the operator can sign: the log of keys has another key than it had. `dataFolder` is the
 * server's, `otherFolder` is where that key is made.
 */
export const otherLogKey = (
  dataFolder: string,
  otherFolder: string,
): ((path: string, body: Buffer) => Buffer) => {
  const { publicKey, sign } = openServerIdentity(dataFolder, systemRandom);
  const origin = logOrigin({ serverId: serverIdOf(publicKey), log: 'keys', epoch: 1 });
  const verifierKey = formatVerifierKey(openLogKey(otherFolder, systemRandom).verifierKey(origin));
  const signature = Buffer.from(sign(logKeyBytes(verifierKey))).toString('base64');
  return (path, body) =>
    path === '/v1/key-log'
      ? Buffer.from(
          JSON.stringify({ ...JSON.parse(body.toString('utf8')), verifierKey, signature }),
        )
      : body;
};
