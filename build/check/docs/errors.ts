import { type ErrorRow, errorTable } from '../../../contract/errors/table.ts';
import { code, page, table } from './markdown.ts';

const number = (value: number | undefined): string => (value === undefined ? '–' : String(value));

export const errorsPage = (): string => {
  const rows: [string, ErrorRow][] = Object.entries(errorTable);
  return page(
    'Errors',
    '`contract/errors/table.ts`',
    [
      '*Retry*: `later`, the same request can succeed by itself; `fix`, after the person or the program changed something; `never`.',
      '*HTTP* and *Close* are the status and the WebSocket close code that carry the error, where it travels so.',
    ].join('\n'),
    table(
      ['Code', 'Retry', 'HTTP', 'Close', 'What a person reads'],
      rows.map(([name, row]) => [
        code(name),
        row.retry,
        number(row.status),
        number(row.close),
        row.sentence,
      ]),
    ),
  );
};
