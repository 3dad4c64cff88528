import { useEffect, useState } from 'react';
import type { chatsDomain } from '../../../contract/ipc/chats.ts';
import type { CallOutput } from '../../../contract/ipc/define.ts';
import { useHost } from '../../host/context.tsx';

type Found = CallOutput<typeof chatsDomain.calls.search>;
export type SearchMessage = Found['messages'][number];
export type SearchResults = Found & {
  /** What they were found for; behind what is typed until the next ones are there. */
  readonly text: string;
};

/** Results for what is typed, asked for after a short rest; the former ones stay until the new ones are there. */
export const useSearch = (text: string): SearchResults | undefined => {
  const host = useHost();
  const [results, setResults] = useState<SearchResults>();
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') {
      setResults(undefined);
      return undefined;
    }
    let current = true;
    const timer = setTimeout(() => {
      host.chats.search({ text: wanted.slice(0, 200), limit: 50 }).then(
        (found) => {
          if (current) setResults({ ...found, text: wanted });
        },
        () => {
          if (current) setResults({ chats: [], messages: [], text: wanted });
        },
      );
    }, 80);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [host, wanted]);
  return wanted === '' ? undefined : results;
};
