import type { SettingsRecord } from './record.ts';

/**
 * From the unnumbered shape, a flat record of settings, to version 1: `values` for device and account scope, and room
 * for what is no setting beside it. What is not understood travels along as it is.
 */
export const valuesInAnObject = (old: SettingsRecord): SettingsRecord => {
  const { schemaVersion: _, ...values } = old;
  return { schemaVersion: 1, values };
};
