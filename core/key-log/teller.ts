/** Gives what tells whenever what is shown is something else than when it told last; at first, than `before`. */
export const createTeller = (
  shown: () => string,
  onOther: (now: string) => void,
  before = shown(),
): (() => void) => {
  let told = before;
  return () => {
    const now = shown();
    if (now === told) return;
    told = now;
    onOther(now);
  };
};
