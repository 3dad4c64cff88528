import { expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';
import { listeningWords, startFailureWords } from './operator-words.ts';

it('says where the server listens, where its data is and where codes go', () => {
  const words = listeningWords(
    readEnvironment({ BISIK_DATA_DIR: '/srv/bisik' }),
    'http://127.0.0.1:7480',
  );
  expect(words).toContain('http://127.0.0.1:7480');
  expect(words).toContain('/srv/bisik');
  expect(words).toContain('BISIK_CODE_SENDER=log');
});

it('names the host that sends codes and never the secret', () => {
  const environment = readEnvironment({
    BISIK_CODE_SENDER: 'http',
    BISIK_CODE_WEBHOOK_URL: 'https://sms.example/send?key=k1',
    BISIK_CODE_WEBHOOK_SECRET: 'hidden',
  });
  const words = listeningWords(environment, 'http://127.0.0.1:7480');
  expect(words).toContain('sms.example');
  expect(words).not.toMatch(/hidden|k1/);
});

it('says which variable helps when the port cannot be had', () => {
  const failure = (code: string) => Object.assign(new Error(code), { code });
  const place = { host: '127.0.0.1', port: 7480 };
  for (const code of ['EADDRINUSE', 'EACCES'])
    expect(startFailureWords(failure(code), place)).toContain('BISIK_PORT');
  expect(startFailureWords(failure('EADDRNOTAVAIL'), place)).toContain('BISIK_HOST');
  expect(startFailureWords(new Error('no certificate'), place)).toBe('no certificate');
});
