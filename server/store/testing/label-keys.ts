import { deriveLabelKeys } from '../../../contract/transparency/keys/oblivious.ts';

/** What a store makes labels by that has no data folder of a server beside it. */
export const testLabelKeys = deriveLabelKeys(new Uint8Array(32).fill(106));
