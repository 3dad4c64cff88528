// Distinguished heads as draft-ietf-keytrans-protocol says them, written down a second time: by the levels of its appendix, over
// whole lists of times, and with nothing of what is tested.

const level = (node: number): number => {
  let count = 0;
  for (let rest = node; rest % 2 === 1; rest = Math.floor(rest / 2)) count++;
  return count;
};
const leftOf = (node: number): number | null =>
  level(node) === 0 ? null : node - 2 ** (level(node) - 1);
const rightOf = (node: number, size: number): number | null => {
  if (level(node) === 0) return null;
  let right: number | null = node + 2 ** (level(node) - 1);
  while (right !== null && right >= size) right = leftOf(right);
  return right;
};

/** Indices of distinguished entries among those with these times, in order. */
export const naiveDistinguished = (times: readonly number[], windowMs: number): number[] => {
  const found: number[] = [];
  const at = (index: number): number => times[index] ?? 0;
  const visit = (node: number | null, left: number, right: number): void => {
    if (node === null || right - left < windowMs) return;
    found.push(node);
    visit(leftOf(node), left, at(node));
    visit(rightOf(node, times.length), at(node), right);
  };
  let root = 0;
  while (root * 2 + 1 < times.length) root = root * 2 + 1;
  if (times.length > 0) visit(root, 0, at(times.length - 1));
  return found.sort((one, other) => one - other);
};
