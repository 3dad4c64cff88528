import type { Connection } from '../connection.ts';
import type { HistoryRepository } from '../types/history.ts';
import { createHistoryAdd } from './history-add.ts';
import { createHistoryRead } from './history-read.ts';

/** Moving history between devices. */
export const createHistory = (db: Connection): HistoryRepository => ({
  ...createHistoryRead(db),
  ...createHistoryAdd(db),
});
