import type { Endpoint } from '../../../contract/wire/endpoint.ts';
import { endpoints } from '../../../contract/wire/http.ts';
import { code, page, table } from './markdown.ts';
import { schemaText } from './schema-text.ts';

export const endpointsPage = (): string => {
  const rows: [string, Endpoint][] = Object.entries(endpoints);
  return page(
    'Endpoints of the server',
    '`contract/wire/http.ts`',
    'Any of them may also answer `bad_request`, `unauthorized`, `rate_limited`, `unavailable` or `internal`. The server’s own page under `/docs` has the same with every bound.',
    table(
      ['Endpoint', 'Who', 'Does', 'Takes', 'Gives', 'Errors'],
      rows.map(([, spec]) => [
        code(`${spec.method} ${spec.path}`),
        spec.auth === 'none'
          ? 'anyone'
          : spec.auth === 'device'
            ? 'a device'
            : 'anyone, or a device',
        spec.does,
        code(schemaText(spec.request)),
        code(schemaText(spec.response)),
        spec.errors.map((name) => code(name)).join(' ') || '–',
      ]),
    ),
  );
};
