type Fiber = {
  readonly type: unknown;
  readonly flags: number;
  readonly alternate: Fiber | null;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
};

export type RenderCounts = {
  /** How often each component ran since the last `start`, by its name. */
  readonly of: (name: string) => number;
  /** How often React put something on the page since then. */
  readonly commits: () => number;
  readonly start: () => void;
};

const performedWork = 1;

const toName = (type: unknown): string | undefined => {
  if (typeof type === 'function') return type.name;
  if (typeof type !== 'object' || type === null) return undefined;
  const { displayName, type: inner } = type as { displayName?: string; type?: unknown };
  return displayName ?? toName(inner);
};

/** The components that ran for a commit: a subtree that React took over as it was has the same child as before. */
const collect = (fiber: Fiber, found: (name: string) => void): void => {
  const before = fiber.alternate;
  const name = toName(fiber.type);
  if (name && fiber.flags & performedWork) found(name);
  if (before && before.child === fiber.child) return;
  for (let child = fiber.child; child; child = child.sibling) collect(child, found);
};

/**
 * Counts what React renders, by the hook it keeps for its developer tools; the product's code has no part in it. Before
 * the first import of `react-dom`.
 */
export const countRenders = (): RenderCounts => {
  const counts = new Map<string, number>();
  let commits = 0;
  Object.assign(globalThis, {
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      inject: () => 1,
      onCommitFiberUnmount: () => undefined,
      onPostCommitFiberRoot: () => undefined,
      onCommitFiberRoot: (_id: number, root: { readonly current: Fiber }) => {
        commits += 1;
        collect(root.current, (name) => counts.set(name, (counts.get(name) ?? 0) + 1));
      },
    },
  });
  return {
    of: (name) => counts.get(name) ?? 0,
    commits: () => commits,
    start: () => {
      counts.clear();
      commits = 0;
    },
  };
};
