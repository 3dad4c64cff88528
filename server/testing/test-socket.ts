import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import {
  type ClientFrame,
  encodeClientFrame,
  parseServerFrame,
  type SendFrame,
  type ServerFrame,
} from '../../contract/wire/frames.ts';
import { socketPath } from '../../contract/wire/http.ts';
import type { TestAccount } from './test-client.ts';

type Kind = ServerFrame['kind'];
type FrameOf<K extends Kind> = Extract<ServerFrame, { kind: K }>;

export interface TestSocket {
  readonly raw: WebSocket;
  readonly frames: readonly ServerFrame[];
  readonly send: (frame: ClientFrame) => void;
  /** The next frame of a kind that was not waited for yet. */
  readonly next: <K extends Kind>(kind: K) => Promise<FrameOf<K>>;
  /** The code that the connection closed with. */
  readonly closed: Promise<number>;
  readonly close: () => Promise<void>;
}

/** Opens a device's WebSocket. Rejects with an error whose message holds the HTTP status when it is refused. */
export const openSocket = async (
  url: string,
  authorization: string | Readonly<Record<string, string>>,
  version = 1,
  path: string = socketPath,
): Promise<TestSocket> => {
  const raw = new WebSocket(`${url.replace('http', 'ws')}${path}?v=${version}`, {
    headers: typeof authorization === 'string' ? { authorization } : authorization,
    perMessageDeflate: false,
  });
  const frames: ServerFrame[] = [];
  const unread: ServerFrame[] = [];
  const waiters: {
    kind: Kind;
    resolve: (frame: ServerFrame) => void;
    reject: (error: Error) => void;
  }[] = [];
  raw.on('message', (data) => {
    const frame = parseServerFrame(new Uint8Array(data as Buffer));
    frames.push(frame);
    const at = waiters.findIndex(({ kind }) => kind === frame.kind);
    if (at === -1) unread.push(frame);
    else waiters.splice(at, 1)[0]?.resolve(frame);
  });
  const closed = new Promise<number>((resolve) => {
    raw.on('close', (code) => {
      for (const { kind, reject } of waiters.splice(0))
        reject(new Error(`closed with ${code} while waiting for ${kind}`));
      resolve(code);
    });
  });
  await new Promise<void>((resolve, reject) => {
    raw.once('open', () => resolve());
    raw.once('error', reject);
  });
  raw.on('error', () => undefined);
  return {
    raw,
    frames,
    closed,
    send: (frame) => raw.send(encodeClientFrame(frame)),
    next: <K extends Kind>(kind: K) =>
      new Promise<FrameOf<K>>((resolve, reject) => {
        const at = unread.findIndex((frame) => frame.kind === kind);
        if (at !== -1) resolve(unread.splice(at, 1)[0] as FrameOf<K>);
        else if (raw.readyState === WebSocket.CLOSED) reject(new Error('the connection is closed'));
        else waiters.push({ kind, resolve: (frame) => resolve(frame as FrameOf<K>), reject });
      }),
    close: async () => {
      raw.close();
      await closed;
    },
  };
};

let lastRequestId = 0;

/** A send frame to an account's one device. */
export const sendTo = (
  to: TestAccount,
  content: string | Uint8Array,
  over: Partial<SendFrame> = {},
): SendFrame => ({
  kind: 'send',
  requestId: ++lastRequestId,
  clientMessageId: randomUUID(),
  recipientId: to.accountId,
  ephemeral: false,
  envelopes: [
    {
      deviceId: to.deviceId,
      registrationId: to.registrationId,
      type: 2,
      content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    },
  ],
  ...over,
});
