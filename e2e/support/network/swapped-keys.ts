import { keyBundlesSchema } from '../../../contract/wire/keys.ts';

/** A lie about keys for whoever stands between: one account's in the place of another's. */
export interface SwappedKeys {
  readonly lie: (path: string, body: Buffer) => Buffer;
  /** From now on whoever takes the keys of `of` is given those of `by`, which were asked for once. */
  readonly swap: (of: string, by: string) => void;
  /** The identity key of an account whose keys were asked for. */
  readonly identityOf: (accountId: string) => string;
}

/** Tells the truth, and remembers keys that pass, until it is told to swap. */
export const swappedKeys = (): SwappedKeys => {
  const passed = new Map<string, ReturnType<typeof keyBundlesSchema.parse>>();
  const swapped = new Map<string, string>();
  const known = (accountId: string) => {
    const bundles = passed.get(accountId);
    if (!bundles) throw new Error('their keys were never asked for');
    return bundles;
  };
  return {
    lie: (path, body) => {
      const accountId = /\/accounts\/([^/]+)\/keys$/.exec(path)?.[1];
      const parsed = accountId
        ? keyBundlesSchema.safeParse(JSON.parse(body.toString('utf8')))
        : null;
      if (!accountId || !parsed?.success) return body;
      const by = swapped.get(accountId);
      if (by === undefined) {
        passed.set(accountId, parsed.data);
        return body;
      }
      return Buffer.from(JSON.stringify({ ...known(by), accountId }), 'utf8');
    },
    swap: (of, by) => void swapped.set(of, by),
    identityOf: (accountId) => known(accountId).identityKey,
  };
};
