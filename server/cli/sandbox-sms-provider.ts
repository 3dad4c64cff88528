import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { webhookSignature } from '../modules/registration/http-sender.ts';

export interface SandboxSmsOptions {
  readonly secret: string;
  readonly port?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onMessage: (message: { readonly number: string; readonly code: string }) => void;
  /** Answers this many calls with 503 first, as providers do on bad days. */
  readonly failFirst?: number;
}

const maxAgeMs = 5 * 60_000;
const maxBodyBytes = 4_096;

/** A provider that sends nothing anywhere: checks the signature, refuses what is old or comes twice. */
export const startSandboxSms = async (
  options: SandboxSmsOptions,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const seen = new Set<string>();
  let failures = options.failFirst ?? 0;

  const accept = (timestamp: string, signature: string, body: string): number => {
    const wanted = Buffer.from(webhookSignature(options.secret, Number(timestamp), body));
    const given = Buffer.from(signature);
    if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return 401;
    if (Math.abs(options.now() - Number(timestamp)) > maxAgeMs) return 401;
    const message = JSON.parse(body) as { id: string; number: string; code: string };
    // A repeat is taken and not sent again: the first answer may have been lost.
    if (seen.has(message.id)) return 200;
    if (failures-- > 0) return 503;
    seen.add(message.id);
    options.onMessage({ number: message.number, code: message.code });
    return 200;
  };

  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      body += part;
      if (body.length > maxBodyBytes) request.destroy();
    });
    request.on('end', () => {
      const timestamp = String(request.headers['bisik-timestamp']);
      response.statusCode = accept(timestamp, String(request.headers['bisik-signature']), body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
