const withScheme = /^[a-z][a-z\d+.-]*:\/\//iu;
const ownName = /^localhost(?=[:/]|$)/iu;

/** The address of a server as it was typed, with https where nothing else is said; `undefined` where it can be none. */
export const readAddress = (typed: string): string | undefined => {
  const text = typed.trim();
  if (text === '' || /\s/u.test(text)) return undefined;
  if (withScheme.test(text)) return text;
  // One word is a mistake sooner than a server; whoever has one of that name can write it with https.
  const [host = ''] = text.split(/[/?#]/u);
  return /[.:]/u.test(host) || ownName.test(host) ? `https://${text}` : undefined;
};
