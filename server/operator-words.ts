import { resolve } from 'node:path';
import type { Environment } from './environment.ts';

/** What an operator at a terminal reads once the server listens. Programs read the JSON lines instead. */
export const listeningWords = (environment: Environment, url: string): string =>
  [
    `Bisik server of "${environment.operator}" at ${url}`,
    `  data     ${resolve(environment.dataDir)}`,
    environment.sender.kind === 'log'
      ? '  codes    here, on this console (BISIK_CODE_SENDER=log)'
      : `  codes    sent through ${new URL(environment.sender.url).host}`,
    '  others   docs/operating.md tells how to serve them; Ctrl-C stops',
    '',
  ].join('\n');

/** Why it could not start, and what can be done. */
export const startFailureWords = (
  error: unknown,
  { host, port }: Pick<Environment, 'host' | 'port'>,
): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${host} is taken; perhaps Bisik runs here already. BISIK_PORT chooses another, 0 any free one.`;
  if (code === 'EACCES')
    return `Port ${port} of ${host} is not open to this user. BISIK_PORT chooses another.`;
  if (code === 'EADDRNOTAVAIL')
    return `This computer has no address ${host}. BISIK_HOST chooses another.`;
  return error instanceof Error ? error.message : String(error);
};
