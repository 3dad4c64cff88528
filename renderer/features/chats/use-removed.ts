import { useEffect, useState } from 'react';
import { useHost } from '../../host/context.tsx';

const nothing: ReadonlySet<number> = new Set();

/** Orders of messages that went while this listens and did not come back: results found before still name them. */
export const useRemoved = (listening: boolean): ReadonlySet<number> => {
  const host = useHost();
  const [removed, setRemoved] = useState(nothing);
  useEffect(() => {
    if (!listening) return undefined;
    const stop = host.messages.on('changed', ({ messages, removedOrders }) =>
      setRemoved((known) => {
        const back = messages.filter(({ order }) => known.has(order));
        if (removedOrders.length + back.length === 0) return known;
        const next = new Set([...known, ...removedOrders]);
        for (const { order } of back) next.delete(order);
        return next;
      }),
    );
    return () => {
      stop();
      setRemoved(nothing);
    };
  }, [host, listening]);
  return removed;
};
