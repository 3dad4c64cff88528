import { useCallback, useEffect, useMemo, useState } from 'react';
import type { SharedItem } from '../../../contract/ipc/disclosures.ts';
import { useHost } from '../../host/context.tsx';
import type { Host } from '../../host/host.ts';
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

const nextPage = async (host: Host, held: readonly SharedItem[]): Promise<Held> => {
  const page = await host.disclosures.list({ before: held.at(-1)?.number ?? 0 });
  return { ...page, items: [...held, ...page.items] };
};

/** As many as there were, read anew: a check or a deletion may have changed any of them. */
const readAnew = async (host: Host, count: number): Promise<Held> => {
  let held = await nextPage(host, []);
  while (held.more && held.items.length < count) held = await nextPage(host, held.items);
  return held;
};

/** One reading after another; those of one kind that wait become one. */
const createReader = (host: Host, put: (held: Held) => void, fail: (error: Error) => void) => {
  let held: Held | undefined;
  let turn = Promise.resolve();
  const waiting = new Set<'anew' | 'older'>();
  const read = (kind: 'anew' | 'older') => {
    if (waiting.has(kind)) return;
    waiting.add(kind);
    turn = turn.then(async () => {
      waiting.delete(kind);
      if (kind === 'older' && !held?.more) return;
      try {
        held =
          kind === 'older'
            ? await nextPage(host, held?.items ?? [])
            : await readAnew(host, held?.items.length ?? 0);
        put(held);
      } catch (reason) {
        fail(toCodedError(reason));
      }
    });
  };
  return read;
};

/** What was shared, newest first, a page at a time; read anew when something was shared or checked. */
export const useSharedItems = (): SharedItems => {
  const host = useHost();
  const [held, setHeld] = useState<Held>();
  const [error, setError] = useState<Error>();
  const read = useMemo(
    () =>
      createReader(
        host,
        (next) => {
          setHeld(next);
          setError(undefined);
        },
        setError,
      ),
    [host],
  );
  useEffect(() => {
    read('anew');
    return host.disclosures.on('changed', () => read('anew'));
  }, [host, read]);
  // Another one for each page, so that whoever looks for something on older ones goes on.
  const count = held?.items.length;
  const older = useCallback(() => {
    if (count !== undefined) read('older');
  }, [count, read]);
  return { held, error, older, again: () => read('anew') };
};
