import { fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * Passes each text on to everybody else, after so many times writing it to a file and waiting for the disk: what a message
 * costs when nothing but carrying it is done.
 */
const [folder = '.', fsyncCount = '0'] = process.argv.slice(2);
const file = openSync(join(folder, 'echo.log'), 'a');
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket: WebSocket) => {
  socket.on('message', (text: Buffer) => {
    for (let count = 0; count < Number(fsyncCount); count++) {
      writeSync(file, text);
      fsyncSync(file);
    }
    for (const other of server.clients) if (other !== socket) other.send(text.toString());
  });
});
server.on('listening', () => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  process.stdout.write(
    `${JSON.stringify({ kind: 'listening', url: `ws://127.0.0.1:${address.port}` })}\n`,
  );
});
