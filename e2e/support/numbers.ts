/** Gives phone numbers that a validator takes, each once: Malaysian mobiles, and American ones for another country. */
export const createNumbers = (worker: number) => {
  let used = 0;
  const next = () => {
    used++;
    if (used > 999) throw new Error('no numbers left');
    return used;
  };
  return {
    worker,
    malaysian: () => `+60123${worker % 10}${`${next()}`.padStart(5, '0')}`,
    american: () => `+1201555${`${100 + (worker % 10) * 10 + (next() % 10)}`.padStart(4, '0')}`,
  };
};
