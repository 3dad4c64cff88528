import { startSandboxSms } from '../../server/cli/sandbox-sms-provider.ts';
import type { Scope } from './scope.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { waitFor } from './wait.ts';

export type PublicServer = Pick<ServerProcess, 'url' | 'dataFolder' | 'codeFor' | 'kill' | 'start'>;

/** A server as others run it: behind TLS, its codes sent by a provider, which here is the journey itself. */
export const startPublicServer = async (
  scope: Scope,
  tls: { readonly certFile: string; readonly keyFile: string },
  operator: string,
): Promise<PublicServer> => {
  const codes = new Map<string, string>();
  const secret = 'shared with the provider';
  const provider = scope.own(
    await startSandboxSms({
      secret,
      now: () => Date.now(),
      onMessage: ({ number, code }) => void codes.set(number, code),
    }),
  );
  const server = scope.own(
    await startServer({
      dataFolder: await scope.folder('public-server'),
      env: {
        BISIK_OPERATOR: operator,
        BISIK_TLS_CERT: tls.certFile,
        BISIK_TLS_KEY: tls.keyFile,
        BISIK_CODE_SENDER: 'http',
        BISIK_CODE_WEBHOOK_URL: provider.url,
        BISIK_CODE_WEBHOOK_SECRET: secret,
      },
    }),
  );
  return {
    ...server,
    codeFor: (number) => waitFor(() => codes.get(number), { what: `the code for ${number}` }),
  };
};
