// `npm run dev`: the page from Vite's dev server with hot reload; main, preload and engine are
// bundled again and the app restarted when their sources change.
import { randomBytes } from 'node:crypto';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildBundles } from '../bundle/build-bundles.ts';
import { bundles } from '../bundle/bundles.ts';
import { rendererConfig } from '../bundle/configs.ts';
import { appStart, startApp } from './app-process.ts';
import type { Child } from './child.ts';
import { joinLauncher } from './control-socket.ts';
import { localDataRoot, openLocalFolders } from './folders.ts';
import { affiliatePort, localPort } from './local-port.ts';
import { affiliateWords, startLocalWorld } from './local-world.ts';
import { parseLaunchOptions } from './options.ts';

const root = join(import.meta.dirname, '..', '..');
const say = (text: string): void => console.error(text);
const APP_BUNDLES = ['main', 'argon2-worker', 'preload', 'engine'] as const;
const SETTLE_MS = 150;

const isOfApp = ({ name }: { readonly name: string }): boolean =>
  APP_BUNDLES.some((one) => one === name);
const inputsOf = (chosen: typeof bundles): string[] => [
  ...new Set(chosen.flatMap(({ inputs }) => inputs)),
];

const contentPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self' ws://127.0.0.1:*",
  ].join('; ');

/** The dev server of the page; its inline scripts carry a nonce, so the content security policy stays on. */
async function servePage(): Promise<{ url: string; close: () => Promise<void> }> {
  const { createServer } = await import('vite');
  const nonce = randomBytes(16).toString('base64');
  const server = await createServer({
    ...rendererConfig(root),
    html: { cspNonce: nonce },
    server: {
      host: '127.0.0.1',
      port: 5173,
      headers: { 'Content-Security-Policy': contentPolicy(nonce) },
    },
  });
  await server.listen();
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('The dev server has no address');
  return { url, close: () => server.close() };
}

/** Calls `onChange` once the sources in `folders` have been quiet for a moment. */
function watchSources(folders: readonly string[], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = folders.map((folder) =>
    watch(join(root, folder), { recursive: true }, (_kind, file) => {
      if (/\.(test|spec)\.tsx?$/.test(file ?? '')) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, SETTLE_MS);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** Accounts and connections live in the server and Echo: they are not ended under the person who works. */
function tellOfServer(folder: string): () => void {
  const stop = watchSources([folder], () => {
    stop();
    say(`${folder}/ changed: the server and Echo take it when npm run dev is started again`);
  });
  return stop;
}

async function dev(): Promise<number> {
  const { profile } = parseLaunchOptions(process.argv.slice(2));
  await buildBundles(root, [], say);
  const folders = await openLocalFolders(localDataRoot());
  // Also removes a socket that a killed launcher left behind.
  const joined = await joinLauncher(folders.socket, profile);
  if (joined) {
    await joined.close();
    say('Bisik runs here already; close its windows first.');
    return 1;
  }
  const world = await startLocalWorld({
    root,
    folders,
    say,
    port: await localPort(folders),
    affiliatePort: await affiliatePort(folders),
  });
  const page = await servePage();
  say(`Page from ${page.url}, server on ${world.serverUrl}`);
  say(affiliateWords(world.affiliate));
  const env = { BISIK_DEV_SERVER_URL: page.url };
  const start = await appStart({ root, folders, profile, serverUrl: world.serverUrl, env });
  const startNow = (): Child => startApp(start, join(folders.logs, `app-${profile}.log`));

  const code = await new Promise<number>((resolve) => {
    let app = startNow();
    let restarting = false;
    const watchEnd = (child: Child): void =>
      void child.exited.then((ended) => child === app && !restarting && resolve(ended));
    watchEnd(app);
    const restart = async (): Promise<void> => {
      restarting = true;
      try {
        const built = await buildBundles(root, APP_BUNDLES, say);
        if (built.length === 0) return;
        say(`The window starts again with the new ${built.join(', ')}`);
        await app.close();
        app = startNow();
        watchEnd(app);
      } catch (error) {
        say(`Not restarted: ${error instanceof Error ? error.message : error}`);
      } finally {
        restarting = false;
      }
    };
    const watching = [
      watchSources(inputsOf(bundles.filter(isOfApp)), () => void restart()),
      ...inputsOf(bundles.filter(({ target }) => target === 'node')).map(tellOfServer),
    ];
    const end = (value: number): void => {
      for (const stop of watching) stop();
      void app.close().then(() => resolve(value));
    };
    process.once('SIGINT', () => end(130));
    process.once('SIGTERM', () => end(143));
    void world.failed.then((reason) => {
      say(reason);
      end(1);
    });
  });
  await page.close();
  await world.close();
  return code;
}

process.exit(
  await dev().catch((error: unknown) => {
    say(error instanceof Error ? error.message : `${error}`);
    return 1;
  }),
);
