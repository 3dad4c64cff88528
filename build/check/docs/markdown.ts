const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Code in a table cell; a lone dash when there is none. */
export const code = (text: string | undefined): string =>
  text === undefined || text === '' ? '–' : `\`${text}\``;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`)
    .join('\n');

export const page = (title: string, source: string, ...blocks: readonly string[]): string =>
  `${[
    `# ${title}`,
    `<!-- Written by \`npm run docs\` from ${source}; edit that instead. -->`,
    ...blocks,
  ].join('\n\n')}\n`;
