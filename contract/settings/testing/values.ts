import fc from 'fast-check';
import { timerLimits } from '../../content/timer.ts';
import { audiences } from '../audience.ts';
import { type SettingKey, settingsTable } from '../registry.ts';

/** An account that a test can name by a number. */
export const toAccount = (number: number): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

const accounts = fc.uniqueArray(fc.integer({ min: 0, max: 9 }).map(toAccount), { maxLength: 6 });
const audience = fc.record({
  audience: fc.constantFrom(...audiences),
  always: accounts,
  never: accounts,
});

/** Values of an account-scope row. */
export const valuesOf = (key: SettingKey): fc.Arbitrary<unknown> => {
  if (key === 'privacy.disappearAfterS')
    return fc.oneof(fc.constant(0), fc.integer({ min: 1, max: timerLimits.mostS }));
  return settingsTable[key].schema.safeParse(true).success ? fc.boolean() : audience;
};
