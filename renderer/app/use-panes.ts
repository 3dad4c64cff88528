import { type Dispatch, type SetStateAction, useMemo, useState } from 'react';
import type { Anchor } from '../features/conversation/use-messages.ts';
import type { SectionId } from '../features/settings/sections.ts';

type Open = { readonly chatId: string; readonly start: Anchor; readonly visit: number };

type Places = {
  readonly view: 'chats' | 'settings';
  /** Which chats are listed. */
  readonly listed: 'chats' | 'requests';
  readonly open: Open | null;
  readonly section: SectionId | null;
  /** What there is to know of the open chat's encryption stands there, too. */
  readonly encryption: boolean;
};

type Steps = {
  readonly openChat: (chatId: string, start?: Anchor) => void;
  readonly openSettings: (section?: SectionId | null) => void;
  readonly showChats: () => void;
  readonly closeChat: () => void;
  readonly showEncryption: (shown: boolean) => void;
  readonly showListed: (listed: Places['listed']) => void;
};

export type Panes = Places & Steps;

const unread: Anchor = { at: 'unread' };

const beginning: Places = {
  view: 'chats',
  listed: 'chats',
  open: null,
  section: null,
  encryption: false,
};

/** The same one where nothing changes: nothing is drawn then. */
const moved = (places: Places, to: Partial<Places>): Places => {
  const next = { ...places, ...to };
  const isSame = (Object.keys(to) as (keyof Places)[]).every((key) => places[key] === next[key]);
  return isSame ? places : next;
};

const toSteps = (set: Dispatch<SetStateAction<Places>>): Steps => {
  const go = (to: Partial<Places>) => set((places) => moved(places, to));
  return {
    openChat: (chatId, start = unread) =>
      set((places) => {
        const { open } = places;
        const stays = open?.chatId === chatId && start === unread;
        const visit = (open?.visit ?? 0) + 1;
        const next = stays ? open : { chatId, start, visit };
        return moved(places, { view: 'chats', encryption: false, open: next });
      }),
    openSettings: (section = null) => go({ view: 'settings', section }),
    showChats: () => go({ view: 'chats' }),
    closeChat: () => go({ open: null, encryption: false }),
    showEncryption: (shown) =>
      set((places) => moved(places, { encryption: shown && places.open !== null })),
    showListed: (listed) => go({ listed }),
  };
};

/** Which screen stands where. */
export const usePanes = (): Panes => {
  const [places, setPlaces] = useState(beginning);
  const [steps] = useState(() => toSteps(setPlaces));
  return useMemo(() => ({ ...places, ...steps }), [places, steps]);
};
