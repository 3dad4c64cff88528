import { headsOf } from '../../contract/settings/registers/register.ts';
import { isClearedWithAccount, isSettingKey } from '../../contract/settings/registry.ts';
import { inDoubt, isLooser } from '../../contract/settings/values.ts';
import type { Outliving, Registers } from './registers.ts';

/**
 * What stays for the next account when the server knows this one no more: refusals, which nobody but the person takes back. Rows
 * that stand as strict as in doubt, blocks, chats that tell less. Not which keys were compared: what was compared covered the
 * account's own key, and the next account has another.
 */
export const outliving = (
  registers: Pick<Registers, 'keys' | 'value' | 'register'>,
): readonly Outliving[] => {
  const stays = (key: string, value: unknown): boolean => {
    if (isSettingKey(key))
      return !isClearedWithAccount(key) || !isLooser(key, value as never, inDoubt(key) as never);
    if (key.startsWith('block:')) return value === true;
    return key.startsWith('chat:') && value === false;
  };
  return registers
    .keys('')
    .map((key) => ({
      key,
      value: registers.value(key),
      by: headsOf(registers.register(key))[0] ?? null,
    }))
    .filter(({ key, value }) => stays(key, value));
};
