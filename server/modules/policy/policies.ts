import { hashOf } from '../../../contract/canonical-json.ts';
import { policySchema } from '../../../contract/policy/document.ts';
import type { HashedPolicy, PublishedPolicies } from '../../../contract/policy/in-force.ts';
import { policySignatureBytes } from '../../../contract/policy/signing.ts';
import { limits } from '../../../contract/wire/limits.ts';
import type { PublishedPolicy } from '../../../contract/wire/sharing.ts';
import type { Handlers } from '../../http/handlers.ts';
import type { PolicyStore, StoredPolicy } from '../../store/types/policies.ts';

export interface Policies {
  /** Looks whether another program published since. */
  readonly now: () => Promise<PublishedPolicies>;
  readonly handlers: Pick<Handlers, 'listPolicies'>;
}

export interface PolicyDependencies {
  readonly store: PolicyStore;
  /** Signs with the server's own key. */
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

interface Known extends PublishedPolicies {
  readonly count: number;
  readonly signed: readonly PublishedPolicy[];
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const read = ({ document, hash }: StoredPolicy): HashedPolicy | null => {
  const parsed = policySchema.safeParse(parseJson(document));
  // Members that the schema does not know, as a newer program writes them, would be lost in silence.
  return parsed.success && hashOf(parsed.data) === hash ? { hash, policy: parsed.data } : null;
};

const pageCount = limits.maxPoliciesPerPage;
/** An app takes no answer of more than a megabyte, and a character may take three bytes. */
const pageLength = 200_000;

/** The first of them, as many as fit into an answer; at least one, if there is any. */
const pageOf = (versions: readonly PublishedPolicy[]): PublishedPolicy[] => {
  let length = 0;
  const tooMany = versions.slice(0, pageCount).findIndex((version, index) => {
    length += JSON.stringify(version).length;
    return index > 0 && length > pageLength;
  });
  return versions.slice(0, tooMany < 0 ? pageCount : tooMany);
};

/** The published versions, signed once each, read again when there are more. */
export const createPolicies = ({ store, sign }: PolicyDependencies): Policies => {
  let known: Known = { count: 0, policies: [], unknownPolicies: false, signed: [] };
  const load = async (): Promise<Known> => {
    if ((await store.count()) === known.count) return known;
    const stored = await store.list();
    const policies = stored.map(read).filter((policy) => policy !== null);
    known = {
      count: stored.length,
      policies,
      unknownPolicies: policies.length < stored.length,
      // As they stand, also those that cannot be read here.
      signed: stored.map(({ document, hash }) => ({
        policy: parseJson(document),
        hash,
        signature: Buffer.from(sign(policySignatureBytes(hash))).toString('base64'),
      })),
    };
    return known;
  };
  return {
    now: load,
    handlers: {
      listPolicies: async ({ after }) => {
        const { signed } = await load();
        const policies = pageOf(signed.slice(after));
        return { policies, more: after + policies.length < signed.length };
      },
    },
  };
};
