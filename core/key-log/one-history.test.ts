import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstLink, nextLink } from '../../contract/transparency/keys/entry.ts';
import { areOneHistory, type EntryLook, toldFrom } from './judge-entry.ts';
import type { ProvedEntry } from './read-entry.ts';

const label = new Uint8Array(32).fill(7);
const hash = () => fc.uint8Array({ minLength: 32, maxLength: 32 });

/** An entry with all its versions, and looks at it while it grew. */
const grown = () =>
  fc
    .record({
      commitments: fc.array(hash(), { minLength: 1, maxLength: 6 }),
      looks: fc.array(fc.nat(99), { minLength: 1, maxLength: 6 }),
    })
    .map(({ commitments, looks }) => {
      const chains: Uint8Array[] = [firstLink(label)];
      for (const commitment of commitments)
        chains.push(nextLink(chains.at(-1) ?? label, commitment));
      const entry: ProvedEntry = {
        version: commitments.length,
        from: 0,
        chains,
        states: commitments.map(() => 'untold' as const),
      };
      const versions = looks.map((at) => at % chains.length).sort((one, other) => one - other);
      const seen = versions.map(
        (version, at): EntryLook => ({ position: at * 3, version, chain: chains[version] ?? null }),
      );
      return { entry, seen };
    });

it('is one history whenever the entry only grew, in whichever order it was looked at', () => {
  fc.assert(
    fc.property(grown(), ({ entry, seen }) => {
      expect(areOneHistory(entry, seen)).toBe('yes');
      expect(areOneHistory(entry, seen.toReversed())).toBe('yes');
      const shown = seen.map((look) => ({ ...look, chain: null }));
      expect(areOneHistory(toldFrom(entry, entry.version), shown)).toBe('yes');
    }),
  );
});

it('is none when a look shows another chain, more versions, or fewer than one before it', () => {
  fc.assert(
    fc.property(grown(), fc.nat(), hash(), ({ entry, seen }, place, other) => {
      const at = place % seen.length;
      const changed = (over: Partial<EntryLook>) =>
        seen.map((look, index) => (index === at ? { ...look, ...over } : look));
      expect(areOneHistory(entry, changed({ chain: other }))).toBe('no');
      expect(areOneHistory(entry, changed({ version: entry.version + 1, chain: null }))).toBe('no');
      const last = seen.at(-1);
      if (!last || last.version === 0) return;
      const rewound = { position: last.position + 1, version: last.version - 1, chain: null };
      expect(areOneHistory(entry, [...seen, rewound])).toBe('no');
      expect(areOneHistory(entry, [...seen, { ...rewound, position: last.position }])).toBe('no');
    }),
  );
});

it('says nothing where what was told does not go back so far', () => {
  fc.assert(
    fc.property(grown(), ({ entry, seen }) => {
      const told = toldFrom(entry, entry.version);
      const isFar = seen.some(({ version }) => version < entry.version);
      expect(areOneHistory(told, seen)).toBe(isFar ? 'untold' : 'yes');
    }),
  );
});
