import { isClearedWithAccount, isSettingKey } from '../../contract/settings/registry.ts';
import { inDoubt, isLooser } from '../../contract/settings/values.ts';
import type { Registers } from './registers.ts';

/**
 * What stays for the next account when the server knows this one no more: refusals, which nobody but the person takes back. Rows
 * that stand as strict as in doubt, blocks, chats that tell less; and which keys were compared, which tells nobody anything.
 */
export const outliving = (
  registers: Pick<Registers, 'keys' | 'value'>,
): readonly (readonly [string, unknown])[] => {
  const stays = (key: string, value: unknown): boolean => {
    if (isSettingKey(key))
      return !isClearedWithAccount(key) || !isLooser(key, value as never, inDoubt(key) as never);
    if (key.startsWith('block:')) return value === true;
    if (key.startsWith('chat:')) return value === false;
    return key.startsWith('verified:') && value !== null;
  };
  return registers
    .keys('')
    .map((key) => [key, registers.value(key)] as const)
    .filter(([key, value]) => stays(key, value));
};
