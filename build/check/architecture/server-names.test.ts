import { expect, it } from 'vitest';
import { findServerNames } from './server-names.ts';

const inCertificates = 'server/modules/certificates/sign.ts';
const of = (names: string): string => `import { ${names} } from '@signalapp/libsignal-client';\n`;

it.each([
  ['a key class outside of certificates', 'server/modules/relay/a.ts', of('PublicKey')],
  [
    'a type of it there',
    'server/http/a.ts',
    of('type SenderCertificate').replace('import', 'import type'),
  ],
  ['a session class', inCertificates, of('PublicKey, SessionRecord')],
  ['what opens a message', inCertificates, of('signalDecrypt')],
  ['the same under another name', inCertificates, of('sealedSenderDecryptToUsmc as unseal')],
  ['what seals one', inCertificates, of('sealedSenderEncrypt')],
  ['everything at once', inCertificates, "import * as all from '@signalapp/libsignal-client';\n"],
  ['everything, handed on', inCertificates, "export * from '@signalapp/libsignal-client';\n"],
  ['everything, later', inCertificates, "const x = await import('@signalapp/libsignal-client');\n"],
  [
    'a part of the package',
    inCertificates,
    "import x from '@signalapp/libsignal-client/dist/Native.js';\n",
  ],
  ['a key pair outside of tests', inCertificates, of('KEMKeyPair')],
  ['a name of its own', 'server/store/a.ts', 'export const decryptBody = 1;\n'],
  ['a field', 'server/app.ts', 'export const x = { peerSession: 1 };\n'],
])('refuses %s', (_what, path, text) => {
  expect(findServerNames(path, text)).not.toEqual([]);
});

it.each([
  ['keys and certificates', inCertificates, of('PrivateKey, PublicKey, SenderCertificate')],
  ['key pairs of tests', 'server/modules/certificates/testing/keys.ts', of('KEMKeyPair')],
  [
    'words in comments',
    'server/app.ts',
    '// no session here\n/* nor decrypt */\nexport const x = 1;\n',
  ],
  ['words in texts', 'server/a.test.ts', "it('their sessions made first', () => undefined);\n"],
  ['sessions elsewhere', 'core/crypto/a.ts', of('SessionRecord')],
])('lets pass %s', (_what, path, text) => {
  expect(findServerNames(path, text)).toEqual([]);
});
