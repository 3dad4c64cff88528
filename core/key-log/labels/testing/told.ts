import type { LabelAsker, ToldLabel } from '../ask.ts';

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

/** What a map says at one head: whose it is, `null`: nobody’s; `untold`: nothing is proved of it. */
export type Says = string | null | 'untold';

/** What the leaf of an account says. */
const chainOf = (accountId: string): Uint8Array => bytes(accountId.charCodeAt(0));

const told = (accountId: string | null, position: number): ToldLabel => ({
  accountId,
  chain: accountId === null ? null : chainOf(accountId),
  position,
  inclusion: [],
  lookup: { of: accountId } as never,
});

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
