import type { FastifyInstance, FastifyReply } from 'fastify';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { LogName } from '../../../contract/transparency/checkpoint.ts';
import { encodeEntryBundle } from '../../../contract/transparency/entry-bundle.ts';
import { parseTilePath, tileWidth, tileWidthAt } from '../../../contract/transparency/tiles.ts';
import { logBase, logPath } from '../../../contract/wire/transparency.ts';
import type { LogStore } from '../../store/types/log.ts';

export interface LogRouteDependencies {
  readonly log: LogName;
  readonly store: LogStore;
  /** Throws `rate_limited` for an address that asked too often. */
  readonly guard: (address: string) => void;
}

const immutable = 'public, max-age=31536000, immutable';

/** A log's files (C2SP tlog-tiles), for anybody: under its path the present epoch, under `epochs/` there each of them. */
export const registerLogRoutes = (
  app: FastifyInstance,
  { log, store, guard }: LogRouteDependencies,
): void => {
  const absent = (): never => {
    throw new CodedError('not_found');
  };
  const checkpoint = async (epoch: number, reply: FastifyReply) => {
    const signed = (await store.newestSigned(epoch)) ?? absent();
    reply.header('cache-control', 'no-cache').type('text/plain; charset=utf-8');
    return signed.note + signed.cosignatures.map((line) => `${line}\n`).join('');
  };
  /** Only what a signed checkpoint covers is shown. */
  const tile = async (epoch: number, path: string, lasting: boolean, reply: FastifyReply) => {
    const { level, index, width } = parseTilePath(path) ?? absent();
    const size = (await store.newestSigned(epoch))?.size ?? 0;
    if (width > tileWidthAt(level, index, size)) return absent();
    const bytes =
      level === 'entries'
        ? encodeEntryBundle(await store.entries(epoch, index * tileWidth, width))
        : ((await store.tile(epoch, level, index, width)) ?? absent());
    reply.header('cache-control', lasting ? immutable : 'no-cache');
    return reply.type('application/octet-stream').send(Buffer.from(bytes));
  };
  const options = {
    schema: { hide: true },
    onRequest: async (request: { readonly ip: string }) => guard(request.ip),
  } as const;
  app.get(`${logBase(log)}checkpoint`, options, async (_request, reply) =>
    checkpoint((await store.head()).epoch, reply),
  );
  app.get<{ Params: { '*': string } }>(`${logBase(log)}tile/*`, options, async (request, reply) =>
    // The same address shows another log once a new epoch began: nobody keeps it without asking.
    tile((await store.head()).epoch, `tile/${request.params['*']}`, false, reply),
  );
  app.get<{ Params: { epoch: string; '*': string } }>(
    `${logPath(':epoch', log)}*`,
    options,
    async (request, reply) => {
      const { epoch, '*': path } = request.params;
      if (!/^[1-9]\d{0,14}$/.test(epoch)) return absent();
      if (path === 'checkpoint') return checkpoint(Number(epoch), reply);
      if (path === 'start') {
        const start = (await store.epochStart(Number(epoch))) ?? absent();
        reply.header('cache-control', immutable).type('text/plain; charset=utf-8');
        return start;
      }
      return tile(Number(epoch), path, !path.includes('.p/'), reply);
    },
  );
};
