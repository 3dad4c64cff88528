import { useEffect, useState } from 'react';

export type TextPart = { readonly text: string; readonly url?: string };
type Linkify = (text: string) => TextPart[];

let loaded: Linkify | undefined;
let loading: Promise<Linkify> | undefined;

const allowed = /^(https?|mailto):/i;

const load = (): Promise<Linkify> => {
  loading ??= import('linkify-it').then(({ LinkifyIt }) => {
    const linkify = new LinkifyIt();
    loaded = (text) => {
      const parts: TextPart[] = [];
      let from = 0;
      for (const match of linkify.match(text) ?? []) {
        if (!allowed.test(match.url)) continue;
        if (match.index > from) parts.push({ text: text.slice(from, match.index) });
        parts.push({ text: match.text, url: match.url });
        from = match.lastIndex;
      }
      if (from < text.length) parts.push({ text: text.slice(from) });
      return parts;
    };
    return loaded;
  });
  return loading;
};

/** Cheap first look: most messages hold no link and never load the finder. */
const mayHoldLink = (text: string): boolean => /:\/\/|@|\.\p{L}{2}/u.test(text);

/** A text in parts, links among them; plain until the finder is there, which changes no layout. */
export const useLinks = (text: string): readonly TextPart[] => {
  const wanted = mayHoldLink(text);
  const [ready, setReady] = useState(loaded !== undefined);
  useEffect(() => {
    if (!wanted || ready) return undefined;
    let current = true;
    load().then(
      () => current && setReady(true),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [wanted, ready]);
  return wanted && loaded ? loaded(text) : [{ text }];
};
