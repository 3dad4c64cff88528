import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** How the affiliate behaves towards a server. From `mistaken` on it has written down what it was sent. */
export const moods = {
  well: 'answers',
  down: 'breaks every connection off',
  failing: 'answers 500 and keeps nothing',
  slow: 'answers after a while',
  mistaken: 'answers in good JSON about items that were not sent',
  garbled: 'answers in JSON that ends in the middle',
  twice: 'answers twice',
  lost: 'breaks off instead of answering',
  silent: 'never answers',
} as const;
export type Mood = keyof typeof moods;

const isMood = (text: unknown): text is Mood =>
  typeof text === 'string' && Object.hasOwn(moods, text);

export interface Manners {
  readonly mood: Mood;
  /** How long `slow` takes. */
  readonly delayMs: number;
}

const maxDelayMs = 600_000;
/** Manners from text or a message; null when they are none. */
export const toManners = (mood: unknown, delayMs: unknown): Manners | null => {
  const delay = Number(delayMs);
  return isMood(mood) && Number.isInteger(delay) && delay >= 0 && delay <= maxDelayMs
    ? { mood, delayMs: delay }
    : null;
};

/** Before anything is kept. False: it is over already. */
export const behaveBefore = async (
  { mood, delayMs }: Manners,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<boolean> => {
  if (mood === 'down') request.socket.destroy();
  if (mood === 'failing') response.writeHead(500).end('something broke\n');
  if (mood === 'slow') await wait(delayMs, undefined, { signal: closing });
  return mood !== 'down' && mood !== 'failing';
};

/** Answers with `body`, as the mood has it. */
export const answerInMood = (
  { mood }: Manners,
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
): void => {
  const { socket } = request;
  const json = JSON.stringify(body);
  const send = (text: string) =>
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      })
      .end(text);
  if (mood === 'silent') return;
  if (mood === 'lost') socket.destroy();
  else if (mood === 'garbled') send(json.slice(0, Math.ceil(json.length / 2)));
  else if (mood === 'mistaken')
    send('{"results":[{"id":"00000000-0000-4000-8000-000000000000","result":"taken"}]}');
  else send(json);
  if (mood === 'twice')
    response.once('finish', () =>
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
      ),
    );
};
