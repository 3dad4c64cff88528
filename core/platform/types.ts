/** Stops what returned it; calling it again does nothing. */
export type Unsubscribe = () => void;

/** Time as the messenger sees it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly now: () => number;
  /**
   * Milliseconds that passed since some moment before the program began, the same for all programs until the computer starts anew. The
   * time that it slept counts; setting its clock does not move it.
   */
  readonly elapsed: () => number;
  /** Calls `callback` once, no sooner than `delayMs` from now. */
  readonly after: (delayMs: number, callback: () => void) => Unsubscribe;
}

/** Randomness; cryptographically strong outside tests. */
export interface Random {
  readonly bytes: (length: number) => Uint8Array<ArrayBuffer>;
  /** A version 4 UUID (RFC 9562 section 5.4), lower case. */
  readonly uuid: () => string;
  /** From 0 up to, not including, 1: for jitter. */
  readonly fraction: () => number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly timeoutMs: number;
  /** A longer response is given up. */
  readonly maxBytes: number;
  /** How the body's bytes become letters; `latin1`, each byte one letter, for what is no text. Absent: `utf8`. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Gives the request up, which then rejects with `offline`. */
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly status: number;
  /** From `Retry-After` in seconds (RFC 9110 section 10.2.3). */
  readonly retryAfterMs: number | undefined;
  readonly body: string;
}

/** How a socket ended: a close code of RFC 6455, or one that stands for an HTTP refusal of the upgrade. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
  readonly retryAfterMs: number | undefined;
  /** Of an HTTP answer that was no upgrade; the reason is its body then. */
  readonly status?: number;
}

export interface SocketOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxFrameBytes: number;
  readonly openTimeoutMs: number;
  readonly onOpen: () => void;
  /** One binary message. The bytes are the listener's to keep. */
  readonly onFrame: (bytes: Uint8Array) => void;
  /** Any sign of life, a pong included. */
  readonly onAlive: () => void;
  /** Once, also when it never opened. */
  readonly onEnd: (end: SocketEnd) => void;
}

export interface Socket {
  /** Queues one binary message; does nothing after the end. */
  readonly send: (bytes: Uint8Array) => void;
  readonly ping: () => void;
  /** Bytes that wait to be handed to the system. */
  readonly bufferedBytes: () => number;
  /** Asks for the end; `onEnd` follows within seconds. */
  readonly close: () => void;
}

/** The only way out of the program. */
export interface Network {
  /** Rejects with CodedError `offline` when nothing answered, `server_certificate` when its certificate is not trusted, `too_large` for a longer body. */
  readonly request: (request: HttpRequest) => Promise<HttpResponse>;
  readonly connect: (options: SocketOptions) => Socket;
}
