// Which message ids the sources name. Ids are explicit and dotted (`chat.empty.title`), so looking for them as strings
// is enough; an id put together at run time stands as a template and counts for all that fit it.

export type Usage = {
  readonly literals: ReadonlySet<string>;
  readonly templates: readonly RegExp[];
};

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const idPart = '[A-Za-z][A-Za-z0-9_-]*';
const literal = new RegExp(`['"\`](${idPart}(?:\\.[A-Za-z0-9_-]+)+)['"\`]`, 'g');
const template = /`((?:[\w.-]|\$\{[^`{}]*\})*\$\{(?:[\w.-]|\$\{[^`{}]*\}|[^`{}])*\}?[\w.-]*)`/g;

const toPattern = (text: string): RegExp | undefined => {
  const parts = text.split(/\$\{[^}]*\}/);
  // Without a dotted beginning of its own a template could stand for anything.
  if (!/^[\w-]+\./.test(parts[0] ?? '')) return undefined;
  return new RegExp(`^${parts.map(escapeRegExp).join('[\\w.-]+')}$`);
};

export const findUsage = (sources: readonly string[]): Usage => ({
  literals: new Set(
    sources.flatMap((text) => [...text.matchAll(literal)].map(([, id]) => id ?? '')),
  ),
  templates: sources
    .flatMap((text) => [...text.matchAll(template)].map(([, inner]) => toPattern(inner ?? '')))
    .filter((pattern) => pattern !== undefined),
});

export const findUnused = (ids: readonly string[], { literals, templates }: Usage): string[] =>
  ids.filter((id) => !literals.has(id) && !templates.some((pattern) => pattern.test(id)));

/** Ids that a call names outright, `t('a.b')`, `t.rich('a.b'`, `id="a.b"` or `id: 'a.b'`, and that no message has. */
export const findUnknown = (ids: readonly string[], sources: readonly string[]): string[] => {
  const known = new Set(ids);
  const named = new RegExp(
    `(?:\\bt(?:\\.rich|\\.dynamic)?\\(|<FormattedMessage\\s+id=\\{?|formatMessage\\(\\{\\s*id:)\\s*['"](${idPart}(?:\\.[A-Za-z0-9_-]+)+)['"]`,
    'g',
  );
  const found = sources.flatMap((text) => [...text.matchAll(named)].map(([, id]) => id ?? ''));
  return [...new Set(found)].filter((id) => !known.has(id));
};
