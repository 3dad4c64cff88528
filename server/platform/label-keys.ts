import { join } from 'node:path';
import { deriveLabelKeys, type LabelKeys } from '../../contract/transparency/keys/oblivious.ts';
import type { RandomBytes } from './random.ts';
import { openSecret } from './secret-file.ts';

/** Reads the key by which labels are made from the data folder, or makes it there once. Throws for a file that holds none. */
export const openLabelKeys = (dataDir: string, random: RandomBytes): LabelKeys =>
  deriveLabelKeys(openSecret(join(dataDir, 'label.key'), random));
