import { describe, expect, it } from 'vitest';
import { canonicalJson, hashOfText } from '../canonical-json.ts';
import { newYear } from '../policy/testing/policies.ts';
import { readRecord, takeOrdered } from './taken.ts';
import { createAccount } from './testing/account.ts';
import { accepted } from './testing/said.ts';

const { record } = createAccount().device(1).say(accepted(newYear));
const text = canonicalJson(record);

describe('a record that arrives', () => {
  it('is read from its bytes and keeps their hash', () => {
    const signed = { record: text, signature: '' };
    const ordered = { ...signed, order: 3, receivedAt: 5, forked: true, counterSignature: '' };
    const hash = hashOfText(text);
    expect(takeOrdered(ordered)).toEqual({ hash, record, order: 3, receivedAt: 5, forked: true });
  });

  it('and is not wholly understood is not read at all', () => {
    const of = (change: object) => canonicalJson({ ...record, ...change });
    for (const bad of [
      '',
      'null',
      text.slice(1),
      ` ${text}`,
      JSON.stringify(record),
      of({ v: 2 }),
      of({ method: 'by_pigeon' }),
      of({ regime: 'opt-whatever' }),
      of({ onlyUntil: newYear }),
      of({ decisions: [{ purpose: 'new-purpose', recipient: 'sanubari', state: 'given' }] }),
    ])
      expect(readRecord(bad)).toEqual({ hash: hashOfText(bad), record: null });
  });
});
