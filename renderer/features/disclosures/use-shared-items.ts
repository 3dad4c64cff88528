import { useCallback, useEffect, useRef, useState } from 'react';
import type { SharedItem } from '../../../contract/ipc/disclosures.ts';
import { useHost } from '../../host/context.tsx';
import { toCodedError } from '../../host/remote.ts';

type Held = {
  readonly items: readonly SharedItem[];
  readonly more: boolean;
  readonly total: number;
};

export type SharedItems = {
  /** `undefined` until the first answer. */
  readonly held: Held | undefined;
  readonly error: Error | undefined;
  readonly older: () => void;
  readonly again: () => void;
};

/** What was shared, newest first, a page at a time; read anew when something was shared or checked. */
export const useSharedItems = (): SharedItems => {
  const host = useHost();
  const [held, setHeld] = useState<Held>();
  const [error, setError] = useState<Error>();
  const reading = useRef(false);
  const wanted = useRef(0);
  const missed = useRef(false);

  const read = useCallback(async () => {
    if (reading.current) {
      missed.current = true;
      return;
    }
    reading.current = true;
    try {
      do {
        missed.current = false;
        let items: readonly SharedItem[] = [];
        let page = await host.disclosures.list({ before: 0 });
        items = page.items;
        while (page.more && items.length < wanted.current) {
          page = await host.disclosures.list({ before: items.at(-1)?.number ?? 0 });
          items = [...items, ...page.items];
        }
        setHeld({ items, more: page.more, total: page.total });
        setError(undefined);
      } while (missed.current);
    } catch (reason) {
      setError(toCodedError(reason));
    } finally {
      reading.current = false;
    }
  }, [host]);

  useEffect(() => {
    void read();
    return host.disclosures.on('changed', () => void read());
  }, [host, read]);

  const count = held?.items.length ?? 0;
  const more = held?.more ?? false;
  const older = useCallback(() => {
    if (!more || reading.current) return;
    wanted.current = count + 1;
    void read();
  }, [more, count, read]);
  return { held, error, older, again: () => void read() };
};
