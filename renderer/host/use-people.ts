import { useEffect, useMemo, useState } from 'react';
import type { Peer } from '../../contract/ipc/model.ts';
import { useHost } from './context.tsx';

const most = 500;
const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** People of the person's chats, newest first, whose name, username or number holds `text`. */
export const usePeople = (text: string): readonly Peer[] => {
  const host = useHost();
  const [peers, setPeers] = useState<readonly Peer[]>([]);
  useEffect(() => {
    let current = true;
    host.chats.list({ limit: most, before: null }).then(
      ({ chats }) =>
        current &&
        setPeers(
          chats.map(({ peer }) => peer).filter(({ kind, gone }) => kind === 'person' && !gone),
        ),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [host]);
  return useMemo(() => {
    const wanted = fold(text.trim());
    return peers.filter(({ name, username, number }) =>
      [name, username, number].some((one) => one !== null && fold(one).includes(wanted)),
    );
  }, [peers, text]);
};
