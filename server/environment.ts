import { isIP } from 'node:net';
import * as z from 'zod/mini';
import { isLoopback } from './http/source.ts';
import type { AffiliateSettings } from './modules/affiliate/affiliate.ts';
import { parseWitnesses, type Witness } from './modules/transparency/witness-client.ts';

const optionalText = z.optional(z.string().check(z.minLength(1)));
const flag = z.optional(z.enum(['0', '1', 'false', 'true']));

const environmentSchema = z.object({
  BISIK_HOST: z._default(z.string().check(z.minLength(1)), '127.0.0.1'),
  BISIK_PORT: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(65_535)), 7480),
  BISIK_DATA_DIR: z._default(z.string().check(z.minLength(1)), './data'),
  BISIK_OPERATOR: z._default(z.string().check(z.minLength(1), z.maxLength(80)), 'Local server'),
  BISIK_CODE_SENDER: z._default(z.enum(['log', 'http']), 'log'),
  BISIK_CODE_WEBHOOK_URL: optionalText,
  BISIK_CODE_WEBHOOK_SECRET: optionalText,
  BISIK_TLS_CERT: optionalText,
  BISIK_TLS_KEY: optionalText,
  BISIK_TRUST_PROXY: flag,
  BISIK_TRANSFER_SPACE_MIB: z._default(
    z.coerce.number().check(z.int(), z.minimum(0), z.maximum(1_048_576)),
    8_192,
  ),
  BISIK_WITNESSES: z._default(z.string(), ''),
  BISIK_AFFILIATE_URL: optionalText,
  BISIK_AFFILIATE_NAME: z.optional(z.string().check(z.minLength(1), z.maxLength(80))),
  BISIK_LOG_LEVEL: z._default(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
  ),
});

/** What may stand there, where that is not plain from the name. */
const allowed: Readonly<Record<string, string>> = {
  BISIK_CODE_SENDER: 'log or http',
  BISIK_PORT: '0 to 65535',
  BISIK_TRANSFER_SPACE_MIB: '0 to 1048576',
  BISIK_TRUST_PROXY: '0 or 1',
  BISIK_LOG_LEVEL: 'trace, debug, info, warn, error, fatal or silent',
};

export interface Environment {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly operator: string;
  readonly sender:
    | { readonly kind: 'log' }
    | { readonly kind: 'http'; readonly url: string; readonly secret: string };
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly trustProxy: boolean;
  /** Disk for history on its way between devices. */
  readonly maxTransferBytes: number;
  readonly witnesses: readonly Witness[];
  readonly affiliate: AffiliateSettings | null;
  readonly logLevel: string;
}

const isLoopbackHost = (host: string): boolean => host === 'localhost' || isLoopback(host);

const senderOf = (
  kind: 'log' | 'http',
  url: string | undefined,
  secret: string | undefined,
): Environment['sender'] => {
  if (kind === 'log') return { kind };
  if (url === undefined || secret === undefined) {
    throw new Error(
      'BISIK_CODE_SENDER=http needs BISIK_CODE_WEBHOOK_URL and BISIK_CODE_WEBHOOK_SECRET.',
    );
  }
  return { kind, url, secret };
};

/** What travels there is about people: in the clear on this computer only. */
const affiliateOf = (
  text: string | undefined,
  name: string | undefined,
): AffiliateSettings | null => {
  if (text === undefined && name === undefined) return null;
  if (text === undefined || name === undefined)
    throw new Error('BISIK_AFFILIATE_URL and BISIK_AFFILIATE_NAME go together.');
  const url = URL.canParse(text) ? new URL(text) : null;
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const isHere = host === 'localhost' || (isIP(host) !== 0 && isLoopback(host));
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere);
  if (url === null || !safe || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new Error(
      'BISIK_AFFILIATE_URL is an https address without a query; http only on this computer.',
    );
  return { url: url.href.replace(/\/$/, ''), name };
};

/** What the environment asks for. Throws, in words for the operator, when it cannot be had or would be unsafe. */
export const readEnvironment = (
  variables: Readonly<Record<string, string | undefined>>,
): Environment => {
  const parsed = environmentSchema.safeParse(variables);
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    const words = [...names].map((name) => (name in allowed ? `${name} (${allowed[name]})` : name));
    throw new Error(`These settings cannot be used: ${words.join(', ')}.`);
  }
  const values = parsed.data;
  const { BISIK_TLS_CERT: certFile, BISIK_TLS_KEY: keyFile, BISIK_HOST: host } = values;
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new Error('BISIK_TLS_CERT and BISIK_TLS_KEY go together.');
  const tls = certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
  const trustProxy = values.BISIK_TRUST_PROXY === '1' || values.BISIK_TRUST_PROXY === 'true';
  const sender = senderOf(
    values.BISIK_CODE_SENDER,
    values.BISIK_CODE_WEBHOOK_URL,
    values.BISIK_CODE_WEBHOOK_SECRET,
  );
  if (sender.kind === 'log' && (!isLoopbackHost(host) || tls !== undefined || trustProxy)) {
    throw new Error(
      'BISIK_CODE_SENDER=log shows codes on the console: it does not go with a public address, TLS or a proxy. BISIK_CODE_SENDER=http sends them; docs/operating.md tells how.',
    );
  }
  if (tls === undefined && !isLoopbackHost(host)) {
    throw new Error(
      'Without BISIK_TLS_CERT and BISIK_TLS_KEY the server listens on this computer only; BISIK_HOST must be 127.0.0.1 or ::1.',
    );
  }
  return {
    host,
    port: values.BISIK_PORT,
    dataDir: values.BISIK_DATA_DIR,
    operator: values.BISIK_OPERATOR,
    sender,
    tls,
    trustProxy,
    maxTransferBytes: values.BISIK_TRANSFER_SPACE_MIB * 1_048_576,
    witnesses: parseWitnesses(values.BISIK_WITNESSES),
    affiliate: affiliateOf(values.BISIK_AFFILIATE_URL, values.BISIK_AFFILIATE_NAME),
    logLevel: values.BISIK_LOG_LEVEL,
  };
};
