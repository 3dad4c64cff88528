import { createHash } from 'node:crypto';
import { fieldCatalogue, isFieldId } from '../../contract/policy/fields.ts';
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

/** In the time of this computer: nobody else sees the page. */
const timesIn = (language: PageLanguage): ((at: number) => string) => {
  const formats = new Intl.DateTimeFormat(language === 'ms' ? 'ms-MY' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
  return (at) => `<time datetime="${new Date(at).toISOString()}">${formats.format(at)}</time>`;
};

const newestFirst = <T extends Entry>(entries: readonly T[]): readonly T[] =>
  entries.slice(-maxRows).reverse();

const list = (rows: readonly string[]): string =>
  `<ul>${rows.map((row) => `<li>${row}</li>`).join('')}</ul>`;

const fieldOrder = Object.keys(fieldCatalogue);
const byCatalogue = ([a]: [string, unknown], [b]: [string, unknown]): number =>
  fieldOrder.indexOf(a) - fieldOrder.indexOf(b);

const row = (entry: Held | Gone, language: PageLanguage): string => {
  const say = pageWords[language];
  const time = timesIn(language);
  if (entry.what === 'gone') {
    const text = entry.deletedAt < entry.at ? say.cameLate : say.goneAt;
    return `<p class="when">${time(entry.at)}</p><p class="quiet">${text(time(entry.deletedAt))}</p>`;
  }
  const { deletionHandle: _handle, policy, purpose: _purpose, ...fields } = entry.payload;
  const said = [...Object.entries(fields).sort(byCatalogue), [say.policy, policy] as const].map(
    ([field, value]) =>
      `<dt>${escaped(isFieldId(field) ? say.fields[field] : field)}</dt><dd>${escaped(value)}</dd>`,
  );
  return `<p class="when">${time(entry.at)}</p><dl>${said.join('')}</dl>`;
};

const purposeOf = (entry: Held | Gone) =>
  entry.what === 'held' ? entry.payload.purpose : entry.purpose;

const earlier = (entries: readonly Entry[], language: PageLanguage): string =>
  entries.length > maxRows
    ? `<p class="quiet">${pageWords[language].earlier(entries.length - maxRows)}</p>`
    : '';

const cameSections = (entries: readonly (Held | Gone)[], language: PageLanguage): string => {
  const say = pageWords[language];
  if (entries.length === 0)
    return `<section><h2>${say.nothing}</h2><p class="quiet">${say.first}</p></section>`;
  const sections = purposes.map((purpose) => {
    const own = entries.filter((entry) => purposeOf(entry) === purpose);
    if (own.length === 0) return '';
    const held = own.filter(({ what }) => what === 'held').length;
    const rows = newestFirst(own).map((entry) => row(entry, language));
    return `<section><div class="head"><h2>${say.purposes[purpose]}</h2><p class="quiet">${say.counts(
      held,
      own.length - held,
    )}</p></div>${list(rows)}${earlier(own, language)}</section>`;
  });
  return sections.join('');
};

const deletionSection = (deletions: readonly Deletion[], language: PageLanguage): string => {
  const say = pageWords[language];
  const time = timesIn(language);
  const rows = newestFirst(deletions).map(
    ({ at, count }) =>
      `<p class="when">${time(at)}</p><p>${count > 0 ? say.deleted(count) : say.nothingFound}</p>`,
  );
  return `<section><h2>${say.deletions}</h2>${
    rows.length === 0 ? `<p class="quiet">${say.noDeletions}</p>` : list(rows)
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
<div class="head"><h1>${escaped(name)}</h1>
<a href="/?language=${other}" lang="${other}" hreflang="${other}">${otherName}</a></div>
<p>${say.about}</p>
<p class="quiet">${say.moods[manners.mood](manners.delayMs)}</p>
<p><a class="button" href="/?language=${language}">${say.reload}</a></p>
</header>
<main>${cameSections(came, language)}${deletionSection(deletions, language)}</main>
</body>
</html>
`;
};
