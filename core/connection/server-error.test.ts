import { expect, test } from 'vitest';
import { errorCodes } from '../../contract/errors/table.ts';
import { createApi } from './api.ts';
import { toServerError } from './server-error.ts';
import { toSocketError } from './socket-end.ts';

const ofThisComputer = [
  'store_damaged',
  'passphrase_wrong',
  'vault_key_lost',
  'server_key_changed',
  'untrusted_identity',
  'closing',
] as const;

test.each(ofThisComputer)('a server that says %s is not believed, whichever way', async (code) => {
  expect(toServerError({ code, retryAfterMs: 5 })).toMatchObject({
    code: 'internal',
    retryAfterMs: 5,
  });
  const reason = JSON.stringify({ code });
  expect(toSocketError({ code: 4429, reason, retryAfterMs: undefined }).code).toBe('rate_limited');
  expect(toSocketError({ code: 1006, reason, retryAfterMs: undefined }).code).toBe('offline');
  const api = createApi({
    baseUrl: 'http://127.0.0.1:1',
    credentials: null,
    network: {
      request: async () => ({ status: 500, retryAfterMs: undefined, body: reason }),
      connect: () => {
        throw new Error('not asked for');
      },
    },
  });
  await expect(api('countKeys', {})).rejects.toMatchObject({ code: 'unavailable' });
});

test('what the server has to say comes through', () => {
  for (const code of ['devices_changed', 'queue_full', 'recipient_gone', 'slow_client'] as const)
    expect(toServerError({ code, details: { extra: [2] } })).toMatchObject({
      code,
      details: { extra: [2] },
    });
  expect(errorCodes.filter((code) => toServerError({ code }).code === code)).toContain(
    'storage_failed',
  );
});
