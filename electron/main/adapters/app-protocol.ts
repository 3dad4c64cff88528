import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { appFile, appHeaders } from '../window/app-files.ts';

/** Declares `app:` as an origin of its own kind. Before the app is ready. */
export const declareAppScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);

const notFound = (): Response => new Response(null, { status: 404 });

/** Serves the renderer's files, and nothing else, under `app://bisik/`. */
export const serveApp = (session: Session, folder: string): void =>
  session.protocol.handle('app', async (request) => {
    const file = request.method === 'GET' ? appFile(request.url, folder) : undefined;
    if (file === undefined) return notFound();
    try {
      return new Response(new Uint8Array(await readFile(file)), { headers: appHeaders(file) });
    } catch {
      return notFound();
    }
  });
