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

const fileNotFound = -6;
const notFound = (): Response => new Response(null, { status: 404 });

/**
 * Serves the renderer's files, and nothing else, under `app://bisik/`. Chromium reads the file itself where it may be given
 * the path: with a `Response` each body passes through this program's main thread, at the very moment when the page waits.
 * `onAsked` hears of each file that is asked for.
 */
export const serveApp = (
  session: Session,
  folder: string,
  onAsked: (file: string) => void,
): void => {
  const find = (request: { method: string; url: string }): string | undefined => {
    const file = request.method === 'GET' ? appFile(request.url, folder) : undefined;
    if (file !== undefined) onAsked(file);
    return file;
  };
  if (typeof session.protocol.registerFileProtocol === 'function') {
    session.protocol.registerFileProtocol('app', (request, answer) => {
      const path = find(request);
      answer(path === undefined ? { error: fileNotFound } : { path, headers: appHeaders(path) });
    });
    return;
  }
  session.protocol.handle('app', async (request) => {
    const file = find(request);
    if (file === undefined) return notFound();
    try {
      return new Response(new Uint8Array(await readFile(file)), { headers: appHeaders(file) });
    } catch {
      return notFound();
    }
  });
};
