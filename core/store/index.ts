export { openStore, startEmptyStore } from './open.ts';
export type * from './types.ts';
