import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Database } from '@signalapp/sqlcipher';

/**
 * The least that a choice must be: a signed text comes in over HTTP, its signature is checked, it is stored (WAL,
 * synchronous=FULL), and the answer is signed. No accounts, no chains, no policies, no decision.
 */
const database = new Database(join(process.argv[2] ?? '.', 'bare.db'), { cacheStatements: true });
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(
  'CREATE TABLE records (id INTEGER PRIMARY KEY, record TEXT NOT NULL, signature TEXT NOT NULL)',
);
const insert = database.prepare('INSERT INTO records (record, signature) VALUES (?, ?)');
const key = createPublicKey({
  key: Buffer.from(process.argv[3] ?? '', 'base64'),
  format: 'der',
  type: 'spki',
});
const own = generateKeyPairSync('ed25519').privateKey;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { record, signature } = JSON.parse(Buffer.concat(chunks).toString()) as {
      record: string;
      signature: string;
    };
    if (!verify(null, Buffer.from(record), key, Buffer.from(signature, 'base64'))) {
      response.writeHead(403).end();
      return;
    }
    insert.run([record, signature]);
    const answer = sign(null, Buffer.from(record), own).toString('base64');
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ record, signature: answer }));
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(
    `${JSON.stringify({ kind: 'listening', url: `http://127.0.0.1:${port}` })}\n`,
  );
});
