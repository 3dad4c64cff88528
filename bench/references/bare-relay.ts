import { join } from 'node:path';
import { Database } from '@signalapp/sqlcipher';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * The least that is durable: a WebSocket server that writes each frame to SQLite (the same file format, WAL, synchronous=FULL),
 * commits what came in one turn together, then answers the sender and passes the frame on. No accounts, no
 * queues, no acknowledgements, no checks.
 *
 * A frame in: request 4, device 2, content. Out: 0x81 and the request; 0x82 and the content.
 */
const database = new Database(join(process.argv[2] ?? '.', 'bare.db'), { cacheStatements: true });
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(
  'CREATE TABLE frames (id INTEGER PRIMARY KEY, device INTEGER NOT NULL, body BLOB NOT NULL)',
);
const insert = database.prepare('INSERT INTO frames (device, body) VALUES (?, ?)');
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');

const sockets = new Map<number, WebSocket>();
let pending: { from: WebSocket; frame: Buffer }[] = [];

const flush = (): void => {
  const batch = pending;
  pending = [];
  begin.run();
  for (const { frame } of batch) insert.run([frame.readUInt16BE(4), frame as Buffer<ArrayBuffer>]);
  commit.run();
  for (const { from, frame } of batch) {
    const answer = Buffer.allocUnsafe(5);
    answer[0] = 0x81;
    frame.copy(answer, 1, 0, 4);
    from.send(answer);
    const onward = Buffer.allocUnsafe(frame.length - 5);
    onward[0] = 0x82;
    frame.copy(onward, 1, 6);
    sockets.get(frame.readUInt16BE(4))?.send(onward);
  }
};

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket, request) => {
  sockets.set(Number(request.headers.authorization), socket);
  socket.on('message', (frame: Buffer) => {
    pending.push({ from: socket, frame });
    if (pending.length === 1) setImmediate(flush);
  });
});
server.on('listening', () => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  process.stdout.write(
    `${JSON.stringify({ kind: 'listening', url: `http://127.0.0.1:${address.port}` })}\n`,
  );
});
