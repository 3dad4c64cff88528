import { randomBytes, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { encodeClientFrame, frameKind } from '../../contract/wire/frames.ts';
import { socketPath } from '../../contract/wire/http.ts';
import { percentile } from '../support/stats.ts';

/** Devices in pairs, each with so many messages outstanding; counts what was answered as durable. */
interface LoadPlan {
  readonly target: 'bisik' | 'bare';
  readonly url: string;
  readonly devices: readonly {
    readonly authorization: string;
    readonly accountId: string;
    readonly registrationId: number;
  }[];
  readonly outstanding: number;
  readonly contentBytes: number;
  readonly warmMs: number;
  readonly measureMs: number;
}

const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** The frame that a device sends again and again; only the request and the message id change. */
const frameFor = (
  plan: LoadPlan,
  from: number,
): { bytes: Buffer; requestAt: number; idAt: number | undefined } => {
  const to = from ^ 1;
  const content = randomBytes(plan.contentBytes);
  if (plan.target === 'bare') {
    const bytes = Buffer.concat([Buffer.alloc(6), content]);
    bytes.writeUInt16BE(to, 4);
    return { bytes, requestAt: 0, idAt: undefined };
  }
  const peer = plan.devices[to];
  if (!peer) throw new Error('devices come in pairs');
  const frame = encodeClientFrame({
    kind: 'send',
    requestId: 1,
    clientMessageId: randomUUID(),
    recipientId: peer.accountId,
    ephemeral: false,
    envelopes: [{ deviceId: 1, registrationId: peer.registrationId, type: 2, content }],
  });
  return { bytes: Buffer.from(frame), requestAt: 1, idAt: 5 };
};

const run = async (plan: LoadPlan): Promise<void> => {
  let answered = 0;
  let delivered = 0;
  let failed: string | undefined;
  let latenciesMs: number[] | undefined;
  const begins: (() => void)[] = [];
  const sockets = plan.devices.map(({ authorization }, index) => {
    const path = plan.target === 'bisik' ? `${socketPath}?v=1` : '/';
    const socket = new WebSocket(plan.url.replace('http', 'ws') + path, {
      headers: { authorization },
      perMessageDeflate: false,
    });
    const { bytes, requestAt, idAt } = frameFor(plan, index);
    const startedAt = new Map<number, number>();
    let nextRequest = 1;
    const send = () => {
      const frame = Buffer.from(bytes);
      frame.writeUInt32BE(nextRequest, requestAt);
      if (idAt !== undefined) frame.writeUInt32BE(nextRequest, idAt);
      startedAt.set(nextRequest++, performance.now());
      socket.send(frame);
    };
    socket.on('message', (frame: Buffer) => {
      const kind = frame[0];
      if (kind === frameKind.sent) {
        const request = frame.readUInt32BE(1);
        const began = startedAt.get(request);
        startedAt.delete(request);
        answered++;
        if (began !== undefined) latenciesMs?.push(performance.now() - began);
        send();
      } else if (kind === frameKind.deliver) {
        if (plan.target === 'bare') delivered++;
        else {
          const ack = Buffer.alloc(9);
          ack[0] = frameKind.ack;
          lastSeqOf(frame).copy(ack, 1);
          delivered += frame.readUInt16BE(1);
          socket.send(ack);
        }
      } else if (kind === frameKind.error) failed ??= frame.subarray(5).toString();
    });
    socket.on('close', (code) => (failed ??= `closed with ${code}`));
    begins.push(() => {
      for (let count = 0; count < plan.outstanding; count++) send();
    });
    return socket;
  });
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject)),
    ),
  );
  for (const begin of begins) begin();
  await new Promise((resolve) => setTimeout(resolve, plan.warmMs));
  say({ kind: 'begin' });
  const [answeredBefore, deliveredBefore, beganAt] = [answered, delivered, performance.now()];
  latenciesMs = [];
  await new Promise((resolve) => setTimeout(resolve, plan.measureMs));
  const seconds = (performance.now() - beganAt) / 1_000;
  const latencies = latenciesMs;
  say({ kind: 'end' });
  say({
    kind: 'result',
    failed,
    perSecond: (answered - answeredBefore) / seconds,
    deliveredPerSecond: (delivered - deliveredBefore) / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  });
  for (const socket of sockets) socket.terminate();
};

/** The sequence number of the last delivery of a frame: 38 bytes of header each, the length in the last four. */
const lastSeqOf = (frame: Buffer): Buffer => {
  const count = frame.readUInt16BE(1);
  let at = 3;
  for (let index = 1; index < count; index++) at += 38 + frame.readUInt32BE(at + 34);
  return frame.subarray(at, at + 8);
};

createInterface({ input: process.stdin }).once('line', (line) => {
  run(JSON.parse(line) as LoadPlan).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
