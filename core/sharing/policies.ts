import { canonicalJson, hashOf } from '../../contract/canonical-json.ts';
import { policySchema } from '../../contract/policy/document.ts';
import type { HashedPolicy, PublishedPolicies } from '../../contract/policy/in-force.ts';
import { policySignatureBytes } from '../../contract/policy/signing.ts';
import type { PublishedPolicy } from '../../contract/wire/sharing.ts';
import { fromBase64 } from '../crypto/bytes.ts';
import { verifySignature } from '../crypto/signing.ts';
import type { ChoicesRepository, PolicyRow } from '../store/types/choices.ts';

const isSigned = (hash: string, signature: string, serverKey: string): boolean =>
  verifySignature(fromBase64(serverKey), policySignatureBytes(hash), fromBase64(signature));

/** What to keep of a version that the server lists, or null when it is not what the pinned server (`serverKey`, base64) signed. */
export const toPolicyRow = (published: PublishedPolicy, serverKey: string): PolicyRow | null => {
  const { policy, hash, signature } = published;
  try {
    if (hashOf(policy) !== hash || !isSigned(hash, signature, serverKey)) return null;
    return { hash, signature, document: canonicalJson(policy) };
  } catch {
    return null;
  }
};

const read = (row: PolicyRow): HashedPolicy | null => {
  try {
    const parsed = policySchema.safeParse(JSON.parse(row.document));
    // Members that the schema does not know would be lost in silence.
    return parsed.success && hashOf(parsed.data) === row.hash
      ? { hash: row.hash, policy: parsed.data }
      : null;
  } catch {
    return null;
  }
};

/** `policy` null: it cannot be read. */
interface Checked {
  readonly own: boolean;
  readonly policy: HashedPolicy | null;
}

/**
 * Gives what is kept, each version checked once more when it is first read: versions of another server count for nothing, and one that
 * cannot be read makes all stricter.
 */
export const createPublished = (choices: Pick<ChoicesRepository, 'policies'>) => {
  let checked = new Map<string, Checked>();
  return {
    read: (serverKey: string): PublishedPolicies => {
      const before = checked;
      checked = new Map();
      for (const row of choices.policies()) {
        const { hash, signature, document } = row;
        const key = JSON.stringify([serverKey, hash, signature, document]);
        const own = (): boolean => isSigned(hash, signature, serverKey);
        checked.set(key, before.get(key) ?? { own: own(), policy: read(row) });
      }
      const found = [...checked.values()].filter(({ own }) => own);
      const policies = found.flatMap(({ policy }) => policy ?? []);
      return { policies, unknownPolicies: policies.length < found.length };
    },
    forget: (): void => {
      checked = new Map();
    },
  };
};
