export { openStore, removeStore, startEmptyStore } from './open.ts';
export type * from './types.ts';
