import { canonicalJson } from '../../canonical-json.ts';
import { isLooserIn } from '../lattice.ts';
import { isSettingKey } from '../registry.ts';
import { headsOf, type Register } from './register.ts';
import { rulesOf } from './rules.ts';

/** Registers of this program that have no rules: there are no more of them than these. */
const ownParts: ReadonlySet<string> = new Set([
  'profile:name',
  'profile:about',
  'profile:photo',
  'delivery:secret',
]);
/** Whether this program has one register of this name, whatever people there are. */
export const isOwnPart = (key: string): boolean => ownParts.has(key) || isSettingKey(key);

const shortValue = 200;

/** What a register holds, by how much depends on it: the smaller goes before the larger where there is no room for all. */
export const weight = {
  /** One of this program's own, with a short value. */
  first: 0,
  /** It guards: a block, a refusal in one chat, who sees what. */
  guards: 1,
  /** It gives something away that is not given without it. */
  gives: 2,
  /** It says what holds without it, or nobody here knows what it says. */
  idle: 3,
} as const;

/** The weight of what stands in a register. */
export const weightOf = (key: string, register: Register): number => {
  const heads = headsOf(register);
  if (isOwnPart(key))
    return heads.every(({ value }) => (JSON.stringify(value) ?? '').length <= shortValue)
      ? weight.first
      : weight.guards;
  const rules = rulesOf(key);
  const { lattice } = rules ?? {};
  if (!rules || !lattice) return weight.idle;
  const values = heads.flatMap(({ value, end }) =>
    [value, ...(end ? [end.back] : [])].map((said) => {
      const parsed = rules.schema.safeParse(said);
      return parsed.success ? parsed.data : rules.inDoubt;
    }),
  );
  const isBefore = (value: unknown) => canonicalJson(value) === canonicalJson(rules.before);
  if (values.every(isBefore)) return weight.idle;
  return values.some((value) => isLooserIn(lattice, value, rules.before))
    ? weight.gives
    : weight.guards;
};
