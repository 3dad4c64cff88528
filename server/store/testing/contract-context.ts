import type { Store } from '../types.ts';

/** What a part of the suite works with. */
export interface ContractContext {
  readonly store: () => Store;
  readonly reopen: () => Promise<Store>;
  readonly dump: () => Promise<string>;
}
