import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLooserIn } from '../lattice.ts';
import type { SettingKey } from '../registry.ts';
import { valuesOf } from '../testing/values.ts';
import { type Effective, effectiveAt } from './effective.ts';
import { headsOf, historyLength } from './register.ts';
import { type RegisterRules, rulesOf } from './rules.ts';
import { createModel, type Known, newestOf, trueHeads } from './testing/model.ts';
import { writeId } from './write.ts';

const hour = 3_600_000;
const index = fc.nat({ max: 40 });
const skew = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -48 * hour, max: 48 * hour }),
  fc.constant(400 * 24 * hour),
);

const commands = (key: SettingKey) =>
  fc.array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ do: fc.constant('set'), at: index, value: valuesOf(key) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('setUntil'),
          at: index,
          value: valuesOf(key),
          back: valuesOf(key),
          ms: fc.integer({ min: 1, max: 8 * hour }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('undo'), at: index }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('resolve'), at: index, which: index }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('sync'), at: index }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('tell'), at: index }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('hear'), at: index, which: index }) },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('pass'),
          ms: fc.integer({ min: 0, max: 4 * hour }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('add'), skew }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('remove'), at: index }) },
    ),
    { maxLength: 60 },
  );
type Command = {
  do: string;
  at?: number;
  value?: unknown;
  back?: unknown;
  ms?: number;
  which?: number;
  skew?: number;
};

const needRules = (key: string): RegisterRules => {
  const rules = rulesOf(key);
  if (!rules) throw new Error(`no rules for ${key}`);
  return rules;
};

/** Not more than any of what was written apart allows, ends included that the server's clock confirmed. */
const expectNoLooser = (
  rules: RegisterRules,
  known: Known,
  now: Effective,
  serverNow: number | null,
) => {
  const { lattice } = rules;
  if (!lattice) return;
  for (const id of trueHeads(known)) {
    const write = known.all.get(id);
    if (!write) continue;
    const ended = write.end !== null && serverNow !== null && serverNow >= write.end.at;
    const allowed = ended ? write.end?.back : write.value;
    expect(isLooserIn(lattice, now.value, allowed)).toBe(false);
  }
};

const run = (key: SettingKey, skews: readonly number[], given: readonly Command[]) => {
  const rules = needRules(key);
  const model = createModel();
  for (const skewMs of skews) model.add(skewMs);
  for (const command of given) {
    const place = (command.at ?? 0) % model.devices.length;
    const device = model.devices[place];
    if (!device) throw new Error('no device');
    const { register } = device.known;
    switch (command.do) {
      case 'set':
        model.write(device, command.value);
        break;
      case 'setUntil': {
        const at = model.serverNow() + (command.ms ?? 0);
        model.write(device, command.value, { at, back: command.back });
        break;
      }
      case 'undo':
        if (register[1]) model.write(device, register[1].value);
        break;
      case 'resolve': {
        const heads = headsOf(register);
        const picked = heads[(command.which ?? 0) % Math.max(1, heads.length)];
        if (picked) model.write(device, picked.value, picked.end);
        break;
      }
      case 'sync':
        model.sync(device);
        break;
      case 'tell':
        model.tell(device);
        break;
      case 'hear':
        model.hear(device, command.which ?? 0);
        break;
      case 'pass':
        model.pass(command.ms ?? 0);
        break;
      case 'add':
        model.add(command.skew ?? 0);
        break;
      default:
        model.remove(place);
    }
    for (const { known, skewMs } of model.devices)
      for (const serverNow of [null, model.serverNow()]) {
        const clocks = { localNow: Math.max(0, model.serverNow() + skewMs), serverNow };
        expectNoLooser(rules, known, effectiveAt(rules, known.register, clocks), serverNow);
      }
  }
  return { model, rules };
};

const keys: SettingKey[] = [
  'privacy.sendTyping',
  'privacy.whoSeesPhoto',
  'privacy.disappearAfterS',
  'privacy.demandWitness',
  'privacy.tellKeyChanges',
];

describe.each(keys)('devices that set %s apart and meet', (key) => {
  const world = fc.tuple(fc.array(skew, { minLength: 1, maxLength: 5 }), commands(key));

  it('have the same, all of the history, and never more than what each allowed', () => {
    fc.assert(
      fc.property(world, ([skews, given]) => {
        const { model, rules } = run(key, skews, given as Command[]);
        model.meet();
        const known = model.server();
        for (const device of model.devices) expect(device.known).toEqual(known);
        expect(new Set(headsOf(known.register).map(writeId))).toEqual(trueHeads(known));
        const newest = newestOf(known, historyLength).map(writeId);
        for (const id of newest) expect(known.register.map(writeId)).toContain(id);
        const clocks = { localNow: model.serverNow(), serverNow: model.serverNow() };
        const now = effectiveAt(rules, known.register, clocks);
        expectNoLooser(rules, known, now, clocks.serverNow);
        for (const { at } of known.register)
          expect(at).toBeLessThanOrEqual(model.serverNow() + 5 * 60_000);
      }),
      { numRuns: 150 },
    );
  });

  it('have what was picked, once it was, and nothing to pick any more', () => {
    fc.assert(
      fc.property(world, index, index, ([skews, given], who, which) => {
        const { model, rules } = run(key, skews, given as Command[]);
        model.meet();
        const device = model.devices[who % model.devices.length];
        const heads = headsOf(model.server().register);
        const picked = heads[which % Math.max(1, heads.length)];
        if (!device || !picked) return;
        model.write(device, picked.value);
        model.meet();
        for (const { known } of model.devices) {
          const clocks = { localNow: 0, serverNow: model.serverNow() };
          const now = effectiveAt(rules, known.register, clocks);
          expect(now).toMatchObject({ value: picked.value, conflict: false });
          expect(now.heads).toHaveLength(1);
        }
      }),
      { numRuns: 60 },
    );
  });
});
