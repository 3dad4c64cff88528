import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Audience, audiences, only } from '../settings/audience.ts';
import { allows, mayAddToGroup, type Viewer } from './audience.ts';

const account = fc.uuid({ version: 4 });
const someone = fc.record<Viewer>({
  accountId: account,
  isContact: fc.boolean(),
  isBlocked: fc.boolean(),
});
const audience = fc.record<Audience>({
  audience: fc.constantFrom(...audiences),
  always: fc.array(account, { maxLength: 4 }),
  never: fc.array(account, { maxLength: 4 }),
});
const naming = (list: readonly string[], { accountId }: Viewer): string[] => [...list, accountId];

it('who is blocked is let at nothing', () => {
  fc.assert(
    fc.property(audience, someone, (given, viewer) => {
      const always = naming(given.always, viewer);
      expect(allows({ ...given, always }, { ...viewer, isBlocked: true })).toBe(false);
    }),
  );
});

it('never beats always, and always beats the audience', () => {
  fc.assert(
    fc.property(audience, someone, (given, viewer) => {
      const both = { ...given, always: naming(given.always, viewer) };
      expect(allows({ ...both, never: naming(given.never, viewer) }, viewer)).toBe(false);
      expect(allows({ ...both, never: [] }, { ...viewer, isBlocked: false })).toBe(true);
    }),
  );
});

it('without exceptions the audience decides, each wider than the one before', () => {
  fc.assert(
    fc.property(someone, ({ accountId, isContact }) => {
      const viewer = { accountId, isContact, isBlocked: false };
      const letAt = audiences.map((each) => allows(only(each), viewer));
      expect(letAt).toEqual([false, isContact, true]);
    }),
  );
});

it('nobody gains by being no contact, or by another name on the never list', () => {
  fc.assert(
    fc.property(audience, someone, account, (given, viewer, other) => {
      const strange = allows(given, { ...viewer, isContact: false });
      if (strange) expect(allows(given, { ...viewer, isContact: true })).toBe(true);
      const narrower = allows({ ...given, never: [...given.never, other] }, viewer);
      if (narrower) expect(allows(given, viewer)).toBe(true);
    }),
  );
});

it('groups ask the same question', () => {
  fc.assert(
    fc.property(audience, someone, (given, viewer) => {
      expect(mayAddToGroup(given, viewer)).toBe(allows(given, viewer));
    }),
  );
});
