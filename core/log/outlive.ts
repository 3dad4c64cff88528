import { isCodedError } from '../../contract/errors/coded-error.ts';
import { decidedName } from '../key-log/decided.ts';
import { findingsName } from '../key-log/findings.ts';
import { labelKeysName } from '../key-log/labels/label-key.ts';
import type { Store } from '../store/types.ts';
import { knownLogsName } from './known-log.ts';

/**
 * What was seen of the logs, and what was found against them, for the database that takes this one’s place when an account is removed: a log
 * that was rewritten stays so. What cannot be read any more is lost. Gives what writes it, inside a transaction.
 */
export const outliving = (store: Store): ((into: Store) => void) => {
  const read = <T>(from: () => T, otherwise: T): T => {
    try {
      return from();
    } catch (error) {
      if (isCodedError(error)) return otherwise;
      throw error;
    }
  };
  const notes = read(() => store.logNotes.notes(), []);
  const alarms = read(() => store.logNotes.alarms(), []);
  const kept = [knownLogsName, findingsName, labelKeysName, decidedName].map(
    (name) => [name, read(() => store.meta.get(name), undefined)] as const,
  );
  return (into) => {
    for (const note of notes) into.logNotes.keepNote(note);
    for (const alarm of alarms) into.logNotes.addAlarm(alarm);
    for (const [name, value] of kept) if (value !== undefined) into.meta.set(name, value);
  };
};
