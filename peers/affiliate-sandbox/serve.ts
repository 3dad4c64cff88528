import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  affiliatePaths,
  affiliateSignatureHeader,
  maxBatchBytes,
} from '../../contract/disclosure/affiliate.ts';
import { bodyOf, type PeerServer, serve } from '../shared/serve.ts';
import { type Affiliate, openAffiliate } from './affiliate.ts';
import { parseBatch, type ServerKeys, signatureFault } from './door.ts';
import { comesFromProgram, isLocal } from './local-only.ts';
import { answerInMood, behaveBefore, type Manners, toManners } from './manners.ts';
import { page, pageHeaders } from './page.ts';
import { languageOf } from './page-words.ts';

export interface AffiliateServerOptions {
  /** A folder that is there. */
  readonly dataDir: string;
  /** As the page calls the affiliate. */
  readonly name: string;
  /** Whom it listens to. What comes before they are known waits for them. */
  readonly serverKeys: ServerKeys | Promise<ServerKeys>;
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  readonly manners: Manners;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface AffiliateServer extends PeerServer {
  readonly entries: Affiliate['entries'];
  readonly behave: (manners: Manners) => void;
  /** From now on listens to these servers, and to no other. */
  readonly believe: (serverKeys: ServerKeys) => void;
}

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** Opens the data folder and listens. Throws when either cannot be. */
export const serveAffiliate = async ({
  dataDir,
  name,
  serverKeys: firstKeys,
  host,
  port,
  manners: firstManners,
  now,
}: AffiliateServerOptions): Promise<AffiliateServer> => {
  const affiliate = openAffiliate(dataDir, now);
  const closing = new AbortController();
  let manners = firstManners;
  let serverKeys = firstKeys;

  const fromServer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const mine = manners;
    const body = await bodyOf(request, maxBatchBytes);
    if (body === null) {
      response.setHeader('connection', 'close');
      return sendJson(response, 413, { error: 'too_large' });
    }
    if (!(await behaveBefore(mine, request, response, closing.signal))) return;
    const header = request.headers[affiliateSignatureHeader];
    const fault = signatureFault(
      await serverKeys,
      typeof header === 'string' ? header : '',
      body,
      now(),
    );
    if (fault) return sendJson(response, 401, { error: fault });
    if (request.method === 'GET')
      return answerInMood(mine, request, response, affiliate.suggestions());
    const batch = parseBatch(body);
    if (batch === null) return sendJson(response, 400, { error: 'not_understood' });
    answerInMood(mine, request, response, affiliate.take(batch));
  };

  const control = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!comesFromProgram(request)) return sendJson(response, 403, { error: 'not_for_pages' });
    const body: unknown = JSON.parse(
      (await bodyOf(request, maxBatchBytes))?.toString('utf8') ?? '',
    );
    const { mood, delayMs = manners.delayMs } = Object(body) as Record<string, unknown>;
    const next = toManners(mood, delayMs);
    if (next === null) return sendJson(response, 400, { error: 'not_understood' });
    manners = next;
    sendJson(response, 200, manners);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://affiliate');
    const asked = `${request.method} ${pathname}`;
    if (asked === `POST ${affiliatePaths.disclosures}`) return fromServer(request, response);
    if (asked === `GET ${affiliatePaths.suggestions}`) return fromServer(request, response);
    if (isLocal(request)) {
      if (asked === 'GET /control') return sendJson(response, 200, manners);
      if (asked === 'PUT /control') return control(request, response);
      if (asked === 'GET /control/entries') return sendJson(response, 200, affiliate.entries());
      if (asked === 'GET /') {
        const language = languageOf(
          searchParams.get('language'),
          request.headers['accept-language'],
        );
        const text = page({ name, language, manners, entries: affiliate.entries() });
        response.writeHead(200, pageHeaders).end(text);
        return;
      }
    }
    sendJson(response, 404, { error: 'nothing_here' });
  };

  const { url, close } = await serve({ host, port, answer });
  return {
    url,
    entries: affiliate.entries,
    behave: (next) => {
      manners = next;
    },
    believe: (keys) => {
      serverKeys = keys;
    },
    close: () => {
      closing.abort();
      return close();
    },
  };
};
