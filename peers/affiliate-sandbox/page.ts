import { createHash } from 'node:crypto';
import { isFieldId } from '../../contract/policy/fields.ts';
import { purposes } from '../../contract/policy/purposes.ts';
import type { Deletion, Entry, Gone, Held } from './affiliate.ts';
import type { Manners } from './manners.ts';
import { pageStyle } from './page-style.ts';
import { type PageLanguage, pageWords } from './page-words.ts';

const styleHash = createHash('sha256').update(pageStyle).digest('base64');

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export interface PageFacts {
  readonly name: string;
  readonly language: PageLanguage;
  readonly manners: Manners;
  readonly entries: readonly Entry[];
}

const maxRows = 50;
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: unknown): string =>
  String(text).replace(/[&<>"']/g, (character) => references[character] ?? '');

const time = (at: number): string => {
  const iso = new Date(at).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
};

const table = (label: string, heads: readonly string[], rows: readonly string[]): string =>
  `<div class="scroll" role="region" aria-label="${escaped(label)}" tabindex="0"><table><thead><tr>${heads
    .map((head) => `<th scope="col">${escaped(head)}</th>`)
    .join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;

const newestFirst = <T extends Entry>(entries: readonly T[]): readonly T[] =>
  entries.slice(-maxRows).reverse();

const row = (entry: Held | Gone, language: PageLanguage): string => {
  const say = pageWords[language];
  if (entry.what === 'gone') {
    const text = entry.deletedAt < entry.at ? say.cameLate : say.goneAt;
    return `<tr><td>${time(entry.at)}</td><td class="quiet" colspan="2">${text(time(entry.deletedAt))}</td></tr>`;
  }
  const { deletionHandle: _handle, policy, purpose: _purpose, ...fields } = entry.payload;
  const said = Object.entries(fields).map(
    ([field, value]) =>
      `<dt>${escaped(isFieldId(field) ? say.fields[field] : field)}</dt><dd>${escaped(value)}</dd>`,
  );
  return `<tr><td>${time(entry.at)}</td><td><dl>${said.join('')}</dl></td><td>${escaped(policy)}</td></tr>`;
};

const purposeOf = (entry: Held | Gone) =>
  entry.what === 'held' ? entry.payload.purpose : entry.purpose;

const earlier = (entries: readonly Entry[], language: PageLanguage): string =>
  entries.length > maxRows
    ? `<p class="quiet">${pageWords[language].earlier(entries.length - maxRows)}</p>`
    : '';

const cameSections = (entries: readonly (Held | Gone)[], language: PageLanguage): string => {
  const say = pageWords[language];
  if (entries.length === 0) return `<section><p>${say.nothing}</p></section>`;
  const sections = purposes.map((purpose) => {
    const own = entries.filter((entry) => purposeOf(entry) === purpose);
    if (own.length === 0) return '';
    const held = own.filter(({ what }) => what === 'held').length;
    const name = say.purposes[purpose];
    const rows = newestFirst(own).map((entry) => row(entry, language));
    return `<section><h2>${name}</h2><p class="quiet">${say.counts(held, own.length - held)}</p>${table(
      name,
      [say.came, say.said, say.policy],
      rows,
    )}${earlier(own, language)}</section>`;
  });
  return sections.join('');
};

const deletionSection = (deletions: readonly Deletion[], language: PageLanguage): string => {
  const say = pageWords[language];
  const rows = newestFirst(deletions).map(
    ({ at, count }) =>
      `<tr><td>${time(at)}</td><td>${count > 0 ? say.deleted(count) : say.nothingFound}</td></tr>`,
  );
  return `<section><h2>${say.deletions}</h2>${
    rows.length === 0
      ? `<p class="quiet">${say.noDeletions}</p>`
      : table(say.deletions, [say.asked, say.done], rows)
  }${earlier(deletions, language)}</section>`;
};

/** Everything that was got, by purpose, and what was deleted; as HTML that needs no script. */
export const page = ({ name, language, manners, entries }: PageFacts): string => {
  const say = pageWords[language];
  const [other, otherName] = say.otherLanguage;
  const came = entries.filter((entry) => entry.what !== 'deletion');
  const deletions = entries.filter((entry) => entry.what === 'deletion');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<a href="/?language=${other}" lang="${other}" hreflang="${other}">${otherName}</a>
<h1>${escaped(name)}</h1>
<p>${say.about}</p>
<p class="quiet">${say.moods[manners.mood](manners.delayMs)} ${say.reload}</p>
</header>
<main>${cameSections(came, language)}${deletionSection(deletions, language)}</main>
</body>
</html>
`;
};
