import { type Delivery, encodeServerFrame, parseClientFrame } from '../../contract/wire/frames.ts';
import { sealedSocketPath } from '../../contract/wire/http.ts';
import { limits } from '../../contract/wire/limits.ts';
import type { Network, Socket, SocketOptions } from '../../core/platform/types.ts';

/** The server's socket without a server, as one that knows no sealed sending: answers each send at once and keeps what was sent until the recipient is let to have it. */
export interface MemoryRelay {
  /** For a messenger: sockets end here; HTTP goes to the real server. */
  readonly network: (http: Network) => Network;
  /** Keeps everything for an account back from now on, or hands it over. */
  readonly hold: (accountId: string) => void;
  readonly release: (accountId: string) => void;
  /** Leaves what the account sends without an answer from now on, or answers it all. */
  readonly holdAnswers: (accountId: string) => void;
  readonly releaseAnswers: (accountId: string) => void;
  /** Resolves when the account acknowledged all that was kept for it. */
  readonly emptied: (accountId: string) => Promise<void>;
  readonly waiting: (accountId: string) => number;
}

interface Device {
  readonly queue: Delivery[];
  handed: number;
  held: boolean;
  /** Answers not given yet; null: each is given at once. */
  answers: Uint8Array[] | null;
  socket: SocketOptions | null;
  seq: number;
  onEmpty: (() => void)[];
}

const accountOf = (headers: Readonly<Record<string, string>>): string =>
  /^Bearer ([^.]+)\./.exec(headers.authorization ?? '')?.[1] ?? '';

/** A relay with nobody connected. */
export const createMemoryRelay = (): MemoryRelay => {
  const devices = new Map<string, Device>();
  const deviceOf = (accountId: string): Device => {
    let device = devices.get(accountId);
    if (!device) {
      device = {
        queue: [],
        handed: 0,
        held: false,
        answers: null,
        socket: null,
        seq: 0,
        onEmpty: [],
      };
      devices.set(accountId, device);
    }
    return device;
  };

  const hand = (device: Device): void => {
    const { socket, queue } = device;
    while (!device.held && socket && device.socket === socket) {
      const room = Math.min(
        limits.maxDeliveriesPerFrame,
        limits.deliveryWindowCount - device.handed,
      );
      const deliveries = queue.slice(device.handed, device.handed + room);
      if (deliveries.length === 0) return;
      device.handed += deliveries.length;
      socket.onFrame(encodeServerFrame({ kind: 'deliver', deliveries }));
    }
  };

  const acknowledge = (device: Device, throughSeq: number): void => {
    const done = device.queue.findIndex((delivery) => delivery.seq > throughSeq);
    const count = done < 0 ? device.queue.length : done;
    device.queue.splice(0, count);
    device.handed = Math.max(0, device.handed - count);
    if (device.queue.length === 0) for (const tell of device.onEmpty.splice(0)) tell();
    hand(device);
  };

  const take = (senderId: string, bytes: Uint8Array): void => {
    const frame = parseClientFrame(bytes);
    const sender = deviceOf(senderId);
    if (frame.kind === 'ack') {
      acknowledge(sender, frame.throughSeq);
      return;
    }
    const acceptedAt = Date.now();
    if (!frame.ephemeral) {
      const recipient = deviceOf(frame.recipientId);
      for (const { type, content } of frame.envelopes)
        recipient.queue.push({
          seq: ++recipient.seq,
          acceptedAt,
          senderId,
          senderDeviceId: 1,
          type,
          content: content.slice(),
        });
      if (!recipient.held) setImmediate(() => hand(recipient));
    }
    const answer = encodeServerFrame({ kind: 'sent', requestId: frame.requestId, acceptedAt });
    if (sender.answers) sender.answers.push(answer);
    else sender.socket?.onFrame(answer);
  };

  const refuse = ({ onEnd }: SocketOptions): Socket => {
    setImmediate(() => onEnd({ code: 1006, reason: '', retryAfterMs: undefined, status: 404 }));
    return {
      send: () => undefined,
      ping: () => undefined,
      bufferedBytes: () => 0,
      close: () => undefined,
    };
  };

  const connect = (options: SocketOptions): Socket => {
    if (options.url.includes(sealedSocketPath)) return refuse(options);
    const accountId = accountOf(options.headers);
    const device = deviceOf(accountId);
    device.socket = options;
    device.handed = 0;
    const isMine = () => device.socket === options;
    setImmediate(() => {
      if (!isMine()) return;
      options.onOpen();
      hand(device);
    });
    return {
      // As with a socket, an answer never comes within the call that sends.
      send: (bytes) => {
        setImmediate(() => {
          if (isMine()) take(accountId, bytes);
        });
      },
      ping: () => options.onAlive(),
      bufferedBytes: () => 0,
      close: () => {
        if (isMine()) device.socket = null;
      },
    };
  };

  return {
    network: (http) => ({ request: http.request, connect }),
    hold: (accountId) => {
      deviceOf(accountId).held = true;
    },
    release: (accountId) => {
      const device = deviceOf(accountId);
      device.held = false;
      hand(device);
    },
    holdAnswers: (accountId) => {
      deviceOf(accountId).answers ??= [];
    },
    releaseAnswers: (accountId) => {
      const device = deviceOf(accountId);
      const answers = device.answers ?? [];
      device.answers = null;
      for (const answer of answers) device.socket?.onFrame(answer);
    },
    emptied: (accountId) =>
      new Promise((resolve) => {
        const device = deviceOf(accountId);
        if (device.queue.length === 0) resolve();
        else device.onEmpty.push(resolve);
      }),
    waiting: (accountId) => deviceOf(accountId).queue.length,
  };
};
