/** The signs used last, newest first: for as long as the screen stands, since what one feels is no business of a plain file. */
export type RecentSigns = {
  readonly read: () => readonly string[];
  readonly add: (sign: string) => void;
};

const limit = 16;

export const createRecentSigns = (): RecentSigns => {
  let signs: readonly string[] = [];
  return {
    read: () => signs,
    add: (sign) => {
      signs = [sign, ...signs.filter((one) => one !== sign)].slice(0, limit);
    },
  };
};
