import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8ToBytes } from '../utf8.ts';
import { decodeContent, encodeContent, padContent } from './codec.ts';
import type { Content } from './schema.ts';

const messageId = '6b1f3e0a-4c55-4b4e-9b43-0a1f6f0f2c11';
const text = (value: string): Content => ({
  v: 1,
  kind: 'text',
  messageId,
  sentAt: 1_700_000_000_000,
  text: value,
});
const fromJson = (value: unknown) => padContent(utf8ToBytes(JSON.stringify(value)));

it('a short text’s length is hidden', () => {
  expect(encodeContent(text('ya')).length).toBe(encodeContent(text('tidak, terima kasih')).length);
});

describe('content', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 }), (value) => {
        expect(decodeContent(encodeContent(text(value)))).toEqual({
          known: true,
          content: text(value),
        });
      }),
    );
  });

  it('too long for an envelope is refused before it is sent', () => {
    expect(() => encodeContent(text('字'.repeat(30_000)))).toThrow(
      expect.objectContaining({ code: 'message_too_long' }),
    );
  });

  it('of a newer kind or version is kept whole', () => {
    const poll = { v: 1, kind: 'poll', messageId, sentAt: 5, options: ['a', 'b'] };
    expect(decodeContent(fromJson(poll))).toEqual({
      known: false,
      kind: 'poll',
      messageId,
      sentAt: 5,
      raw: utf8ToBytes(JSON.stringify(poll)),
    });
    expect(decodeContent(fromJson({ ...text('x'), v: 2 }))).toMatchObject({
      known: false,
      kind: 'text',
      messageId,
    });
  });

  it('of a newer name among those that are told by name is new', () => {
    for (const kind of ['control', 'sync']) {
      const told = { v: 1, kind, [kind]: { what: 'something_new', at: 5 } };
      expect(decodeContent(fromJson(told))).toMatchObject({ known: false, kind });
    }
  });

  it('of a known kind that does not fit is malformed, not new', () => {
    for (const bad of [
      { ...text('x'), messageId: 'x' },
      { v: 1, kind: 'receipt', what: 'seen', messageIds: [messageId], at: 1 },
      { v: 1, kind: 'control', control: { what: 'presence_request', at: 'x' } },
      { v: 1, kind: 'sync', sync: { what: 'read', of: 'x' } },
      { kind: 'text' },
      [],
      null,
      'text',
    ]) {
      expect(() => decodeContent(fromJson(bad))).toThrow(
        expect.objectContaining({ code: 'bad_request' }),
      );
    }
  });

  it('made of noise is refused with a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(() => decodeContent(padContent(bytes))).toThrow(
          expect.objectContaining({ code: 'bad_request' }),
        );
      }),
    );
  });
});
