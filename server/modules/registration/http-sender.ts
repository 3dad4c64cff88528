import { createHmac } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { CodeMessage, CodeSender } from './code-sender.ts';

export interface HttpSenderOptions {
  readonly url: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Waits between tries. */
  readonly sleep: (ms: number) => Promise<void>;
}

const retryAfterMs = [300, 1_000, 3_000] as const;
const answerTimeoutMs = 5_000;

/** HMAC-SHA256 over `<timestamp>.<body>`: a receiver refuses what is not signed or is old. */
export const webhookSignature = (secret: string, timestamp: number, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

/** Gives codes to an SMS provider: a signed webhook, tried again when the provider does not take it. */
export const createHttpSender = (options: HttpSenderOptions): CodeSender => {
  const post = async (message: CodeMessage): Promise<boolean> => {
    const timestamp = options.clock.now();
    const body = JSON.stringify(message);
    try {
      const answer = await options.fetch(options.url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(answerTimeoutMs),
        headers: {
          'content-type': 'application/json',
          'bisik-timestamp': String(timestamp),
          'bisik-signature': webhookSignature(options.secret, timestamp, body),
        },
        body,
      });
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false;
    }
  };
  return {
    send: async (message) => {
      for (const waitMs of [0, ...retryAfterMs]) {
        if (waitMs > 0) await options.sleep(waitMs);
        if (await post(message)) return;
      }
      throw new Error('The provider did not take the code');
    },
  };
};
