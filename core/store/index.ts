export { openStore, replaceStore, startEmptyStore } from './open.ts';
export type * from './types.ts';
