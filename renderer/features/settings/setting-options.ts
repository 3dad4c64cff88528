import * as z from 'zod/mini';
import { type SettingKey, settingsTable } from '../../../contract/settings/registry.ts';

/** The values of a setting that is a choice of several; `undefined` for a switch. */
export const toOptions = (key: SettingKey): readonly string[] | undefined => {
  const { schema } = settingsTable[key];
  return schema instanceof z.ZodMiniEnum ? (schema.options as string[]) : undefined;
};
