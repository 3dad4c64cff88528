import * as z from 'zod/mini';
import { audienceSchema, audiences } from '../../../contract/settings/audience.ts';
import {
  type SettingKey,
  type SettingValue,
  settingsTable,
} from '../../../contract/settings/registry.ts';

const isAudience = (key: SettingKey): boolean => settingsTable[key].schema === audienceSchema;

/** The values of a setting that is a choice of several; `undefined` for a switch. */
export const toOptions = (key: SettingKey): readonly string[] | undefined => {
  if (isAudience(key)) return audiences;
  const { schema } = settingsTable[key];
  return schema instanceof z.ZodMiniEnum ? (schema.options as string[]) : undefined;
};

/** The message that says what an option means. */
export const toOptionText = (key: SettingKey, option: string): string => {
  if (isAudience(key)) return `settings.audience.${option}`;
  return `settings.${key}.option.${option}`;
};

/** The option that a value is. */
export const toOption = (value: SettingValue<SettingKey>): string =>
  typeof value === 'object' ? value.audience : String(value);

/** The value with another option; the exceptions of an audience stay. */
export const withOption = (
  value: SettingValue<SettingKey>,
  option: string,
): SettingValue<SettingKey> => {
  const parsed = audienceSchema.shape.audience.safeParse(option);
  if (typeof value === 'object' && parsed.success) return { ...value, audience: parsed.data };
  return option as SettingValue<SettingKey>;
};
