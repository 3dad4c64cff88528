import type { Effective } from './registers/effective.ts';
import type { SettingKey, SettingValue } from './registry.ts';
import { isLooser, meetOf } from './values.ts';

/** What a value may be as it is because of. */
export const reasonsForValue = [
  'chat_override',
  'device_override',
  'account',
  'temporary',
  'conflict',
  'default',
] as const;
export type Because = (typeof reasonsForValue)[number];

/** A value that is in force, and why. */
export interface Explained<K extends SettingKey> {
  readonly value: SettingValue<K>;
  readonly because: Because;
}

const explain = (effective: Effective, otherwise: Because): Because => {
  if (effective.conflict) return 'conflict';
  if (effective.until) return 'temporary';
  return effective.heads.length === 0 ? 'default' : otherwise;
};

/**
 * The value of a row: what the account has, or in one chat what that has in its place (`chat`, absent or null for none); on a
 * device that has a value of its own (`here`, undefined for none), the stricter combination with that.
 */
export const effectiveFor = <K extends SettingKey>(
  key: K,
  from: { readonly account: Effective; readonly here?: unknown; readonly chat?: Effective },
): Explained<K> => {
  const { account, here, chat } = from;
  const ofChat = chat !== undefined && chat.value !== null ? chat : null;
  const value = (ofChat ?? account).value as SettingValue<K>;
  const because = explain(ofChat ?? account, ofChat ? 'chat_override' : 'account');
  if (here === undefined) return { value, because };
  const met = meetOf(key, value, here as SettingValue<K>);
  return isLooser(key, value, met)
    ? { value: met, because: 'device_override' }
    : { value, because };
};
