import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClientFrame,
  encodeClientFrame,
  encodeServerFrame,
  parseClientFrame,
  parseServerFrame,
  type ServerFrame,
  sealedType,
  withDeliveryToken,
} from './frames.ts';
import { limits } from './limits.ts';

const uuid = fc.uuid();
const envelopeType = fc.constantFrom(2 as const, 3 as const, 6 as const, 8 as const);
const content = fc.uint8Array({ minLength: 1, maxLength: 300 });
const seq = fc.maxSafeNat();
const deviceId = fc.integer({ min: 1, max: 127 });

const deliveryToken = fc.uint8Array({ minLength: 16, maxLength: 16 });
const clientFrame: fc.Arbitrary<ClientFrame> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('send' as const),
      requestId: fc.integer({ min: 1, max: 0xffff_ffff }),
      clientMessageId: uuid,
      recipientId: uuid,
      ephemeral: fc.boolean(),
      deliveryToken,
      envelopes: fc.array(
        fc.record({
          deviceId,
          registrationId: fc.integer({ min: 1, max: 0x3fff }),
          type: envelopeType,
          content,
        }),
        { minLength: 1, maxLength: limits.maxDevicesPerAccount },
      ),
    },
    {
      requiredKeys: [
        'kind',
        'requestId',
        'clientMessageId',
        'recipientId',
        'ephemeral',
        'envelopes',
      ],
    },
  ),
  fc.record({ kind: fc.constant('ack' as const), throughSeq: seq }),
);

const serverFrame: fc.Arbitrary<ServerFrame> = fc.oneof(
  fc.record({
    kind: fc.constant('sent' as const),
    requestId: fc.nat(0xffff_ffff),
    acceptedAt: seq,
  }),
  fc.record({
    kind: fc.constant('deliver' as const),
    deliveries: fc.array(
      fc.record({
        seq,
        acceptedAt: seq,
        senderId: uuid,
        senderDeviceId: deviceId,
        type: envelopeType,
        content,
      }),
      { maxLength: 20 },
    ),
  }),
  fc.record({
    kind: fc.constant('error' as const),
    requestId: fc.nat(0xffff_ffff),
    error: fc.constantFrom(
      { code: 'queue_full' as const },
      { code: 'rate_limited' as const, retryAfterMs: 5 },
      { code: 'devices_changed' as const, details: { missing: [2] } },
    ),
  }),
  fc.constant({ kind: 'caughtUp' as const }),
  fc.record({
    kind: fc.constant('keysLow' as const),
    preKeyCount: fc.nat(0xffff),
    kyberPreKeyCount: fc.nat(0xffff),
  }),
);

/** Runs a parse of hostile bytes: it gives a frame or the documented code, never another failure. */
const codeOf = (parse: (bytes: Uint8Array) => unknown, bytes: Uint8Array): string => {
  try {
    parse(bytes);
    return 'parsed';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

it('a delivery token is put into a frame as if it had been there from the start', () => {
  fc.assert(
    fc.property(clientFrame, deliveryToken, (frame, token) => {
      if (frame.kind !== 'send') return;
      const { deliveryToken: _, ...without } = frame;
      const put = withDeliveryToken(encodeClientFrame(without), token);
      expect(put).toEqual(encodeClientFrame({ ...without, deliveryToken: token }));
    }),
  );
});

const one = '00112233-4455-6677-8899-aabbccddeeff';
const two = 'ffeeddcc-bbaa-9988-7766-554433221100';

/** Version 1 as it stands on the wire: programs of other versions read and write these very bytes. */
const frozen: readonly [string, ClientFrame | ServerFrame][] = [
  [
    '010102030400112233445566778899aabbccddeeffffeeddccbbaa998877665544332211000101013fff0300000002aabb',
    {
      kind: 'send',
      requestId: 0x0102_0304,
      clientMessageId: one,
      recipientId: two,
      ephemeral: true,
      envelopes: [
        { deviceId: 1, registrationId: 0x3fff, type: 3, content: Uint8Array.of(0xaa, 0xbb) },
      ],
    },
  ],
  ['02001fffffffffffff', { kind: 'ack', throughSeq: Number.MAX_SAFE_INTEGER }],
  ['81000000070000019ab697e800', { kind: 'sent', requestId: 7, acceptedAt: 1_764_000_000_000 }],
  [
    '82000100000000000000050000019ab697e80000112233445566778899aabbccddeeff020200000001cc',
    {
      kind: 'deliver',
      deliveries: [
        {
          seq: 5,
          acceptedAt: 1_764_000_000_000,
          senderId: one,
          senderDeviceId: 2,
          type: 2,
          content: Uint8Array.of(0xcc),
        },
      ],
    },
  ],
  [
    '83000000097b22636f6465223a2271756575655f66756c6c227d',
    { kind: 'error', requestId: 9, error: { code: 'queue_full' } },
  ],
  ['84', { kind: 'caughtUp' }],
  ['850013012c', { kind: 'keysLow', preKeyCount: 19, kyberPreKeyCount: 300 }],
];
const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

describe('frames', () => {
  it.each(frozen)('%s is for ever the same frame', (bytes, frame) => {
    const encoded =
      frame.kind === 'send' || frame.kind === 'ack'
        ? encodeClientFrame(frame)
        : encodeServerFrame(frame);
    expect(hex(encoded)).toBe(bytes);
  });

  it('come back as they went, in both directions', () => {
    fc.assert(
      fc.property(clientFrame, (frame) => {
        expect(parseClientFrame(encodeClientFrame(frame))).toEqual(frame);
      }),
    );
    fc.assert(
      fc.property(serverFrame, (frame) => {
        expect(parseServerFrame(encodeServerFrame(frame))).toEqual(frame);
      }),
    );
  });

  it('are read at any offset of a larger buffer', () => {
    const frame: ClientFrame = { kind: 'ack', throughSeq: Number.MAX_SAFE_INTEGER };
    const larger = new Uint8Array(32).fill(0xff);
    larger.set(encodeClientFrame(frame), 7);
    expect(parseClientFrame(larger.subarray(7, 16))).toEqual(frame);
  });

  it('are refused with a code when cut, lengthened or made of noise', () => {
    fc.assert(
      fc.property(clientFrame, fc.nat(), (frame, cut) => {
        const bytes = encodeClientFrame(frame);
        expect(codeOf(parseClientFrame, bytes.subarray(0, cut % bytes.length))).toBe('bad_frame');
        expect(codeOf(parseClientFrame, Uint8Array.of(...bytes, 0))).toBe('bad_frame');
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['parsed', 'bad_frame', 'too_large']).toContain(codeOf(parseClientFrame, bytes));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['parsed', 'bad_frame']).toContain(codeOf(parseServerFrame, bytes));
      }),
    );
  });

  it('refuse an envelope over the limit by its own code, and numbers outside a safe integer', () => {
    const frame: ClientFrame = {
      kind: 'send',
      requestId: 1,
      clientMessageId: crypto.randomUUID(),
      recipientId: crypto.randomUUID(),
      ephemeral: false,
      envelopes: [
        {
          deviceId: 1,
          registrationId: 1,
          type: 2,
          content: new Uint8Array(limits.maxEnvelopeBytes + 1),
        },
      ],
    };
    expect(codeOf(parseClientFrame, encodeClientFrame(frame))).toBe('too_large');
    // What is sealed around the largest has room, and no more than that.
    const sealed = (length: number): ClientFrame => ({
      ...frame,
      envelopes: [
        { deviceId: 1, registrationId: 1, type: sealedType, content: new Uint8Array(length) },
      ],
    });
    const most = limits.maxSealedEnvelopeBytes;
    expect(codeOf(parseClientFrame, encodeClientFrame(sealed(most)))).toBe('parsed');
    expect(codeOf(parseClientFrame, encodeClientFrame(sealed(most + 1)))).toBe('too_large');
    expect(codeOf(parseClientFrame, Uint8Array.of(0x02, 0xff, 0, 0, 0, 0, 0, 0, 0))).toBe(
      'bad_frame',
    );
  });

  it('refuse request 0, no envelopes, device 0 and unknown flags', () => {
    const good = encodeClientFrame({
      kind: 'send',
      requestId: 7,
      clientMessageId: crypto.randomUUID(),
      recipientId: crypto.randomUUID(),
      ephemeral: false,
      envelopes: [{ deviceId: 1, registrationId: 1, type: 3, content: Uint8Array.of(1) }],
    });
    const withByte = (at: number, value: number) =>
      good.map((byte, index) => (index === at ? value : byte));
    expect(codeOf(parseClientFrame, good)).toBe('parsed');
    for (const [at, value] of [
      [4, 0],
      [37, 2],
      [38, 0],
      [38, 9],
      [39, 0],
      [39, 128],
      [42, 5],
    ] as const)
      expect(codeOf(parseClientFrame, withByte(at, value))).toBe('bad_frame');
  });
});
