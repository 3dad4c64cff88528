import type { LabelAsker, ToldLabel } from '../ask.ts';

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

/** What a map says at one head: whose it is, `null`: nobody’s; `untold`: nothing is proved of it; `keptBack`: whose it is, which is not told. */
export type Says = string | null | 'untold' | { readonly keptBack: string };

/** What the leaf of an account says. */
const chainOf = (accountId: string): Uint8Array => bytes(accountId.charCodeAt(0));

const told = (is: Exclude<Says, 'untold'>, position: number): ToldLabel => {
  const of = is !== null && typeof is === 'object' ? is.keptBack : is;
  return {
    accountId: of === is ? of : null,
    chain: of === null ? null : chainOf(of),
    position,
    inclusion: [],
    lookup: { of } as never,
  };
};

/** Asks a map in which every number and username leads to whom `says` has it lead at a position; undefined: at the newest head. */
export const askerOf = (
  says: (position: number | undefined, value: string) => Says,
): LabelAsker => {
  const values = new Map<number, string>();
  return {
    make: async (_, names) =>
      names.map(({ value }) => {
        const known = [...values].find(([, one]) => one === value);
        const number = known?.[0] ?? values.size;
        values.set(number, value);
        return { secret: bytes(number), labelKey: bytes(200) };
      }),
    lookUp: async (_asking, head, { secret }, position) => {
      const is = says(position, values.get(secret[0] ?? 0) ?? '');
      return is === 'untold' ? null : told(is, position ?? head.size - 1);
    },
  };
};
