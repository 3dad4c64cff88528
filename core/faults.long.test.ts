import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseServerFrame } from '../contract/wire/frames.ts';
import type { TappedNetwork } from './testing/tapped-network.ts';
import { type Person, startWorld } from './testing/world.ts';

type Fault =
  | { readonly kind: 'cut'; readonly who: 0 | 1 }
  | { readonly kind: 'crash'; readonly who: 0 | 1 }
  | { readonly kind: 'reopen'; readonly who: 0 | 1 }
  /** Everything that comes for a moment comes twice. */
  | { readonly kind: 'double'; readonly who: 0 | 1 }
  /** The answers to sends overtake, or are overtaken by, deliveries. */
  | { readonly kind: 'swap'; readonly who: 0 | 1 }
  /** What the device says for a moment is lost, and with it, soon, the connection. */
  | { readonly kind: 'mute'; readonly who: 0 | 1 };

const who = fc.constantFrom(0 as const, 1 as const);
const fault: fc.Arbitrary<Fault> = fc.oneof(
  ...(['cut', 'crash', 'reopen', 'double', 'swap', 'mute'] as const).map((kind) =>
    fc.record({ kind: fc.constant(kind), who }),
  ),
);
/** How many are sent each way, how many turns of the event loop pass, then the fault. */
const step = fc.record({ send: fc.tuple(fc.nat(12), fc.nat(12)), turns: fc.nat(25), fault });

const mostTurns = 300;
const mostStruck = 4;

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Counts what a fault struck. */
type Struck = { count: number };

const double = (network: TappedNetwork, struck: Struck): void => {
  network.onReceive = (bytes, pass) => {
    struck.count++;
    pass(bytes);
    pass(bytes);
  };
};

const swap = (network: TappedNetwork, struck: Struck): void => {
  let late: (() => void) | null = null;
  network.onReceive = (bytes, pass) => {
    if (parseServerFrame(bytes).kind === 'sent' && !late) {
      late = () => pass(bytes);
      return;
    }
    pass(bytes);
    if (!late) return;
    struck.count++;
    late();
    late = null;
  };
};

const mute = (network: TappedNetwork, struck: Struck): void => {
  network.onSend = () => {
    struck.count++;
  };
};

const straighten = (network: TappedNetwork): void => {
  network.onReceive = (bytes, pass) => pass(bytes);
  network.onSend = (bytes, pass) => pass(bytes);
};

const strike = async (person: Person, kind: Fault['kind']): Promise<void> => {
  const network = person.network();
  if (kind === 'crash') return person.crash();
  if (kind === 'reopen') return person.reopen();
  if (kind === 'cut') return network.cut();
  const struck: Struck = { count: 0 };
  if (kind === 'double') double(network, struck);
  else if (kind === 'swap') swap(network, struck);
  else mute(network, struck);
  // Until it struck some frames, or nothing is on its way that it could strike.
  for (let turn = 0; turn < mostTurns && struck.count < mostStruck; turn++) await turns(1);
  straighten(network);
  // What was said is lost, and an answer that was held back too.
  if (kind !== 'double') network.cut();
};

test('cuts, crashes, doubled and overtaking frames in any order lose nothing, double nothing, keep the order', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 7 }), async (steps) => {
      const world = await startWorld();
      try {
        const people = [
          await world.person('+60123456701', 'Aisyah'),
          await world.person('+60123456702', 'Badrul'),
        ] as const;
        const chats = [
          await people[0].chatWith(people[1]),
          await people[1].chatWith(people[0]),
        ] as const;
        const accepted: [string[], string[]] = [[], []];
        for (const [number, { send, turns: pause, fault: struck }] of steps.entries()) {
          for (const side of [0, 1] as const) {
            for (let index = 0; index < send[side]; index++) {
              const text = `${side} ${number} ${index}`;
              const crashes = people[side].crashes();
              // What the messenger took is promised; what a crash cut off was never promised.
              people[side].send(chats[side], text).then(
                () => {
                  if (people[side].crashes() === crashes) accepted[side].push(text);
                },
                () => undefined,
              );
            }
          }
          await turns(pause);
          await strike(people[struck.who], struck.kind);
        }
        for (const [side, person] of people.entries())
          await person.send(chats[side as 0 | 1], 'akhir');
        for (const person of people) await person.handlers().connection.retry({});
        for (const side of [0, 1] as const) {
          const to = people[side === 0 ? 1 : 0];
          await to
            .own()
            .until(async () => (await to.textsFrom(people[side])).includes('akhir'), 60_000);
          const texts = await to.textsFrom(people[side]);
          expect(new Set(texts).size).toBe(texts.length);
          for (const text of accepted[side]) expect(texts).toContain(text);
          const inOrder = [...texts]
            .filter((text) => text !== 'akhir')
            .sort((a, b) => {
              const [, stepA = 0, indexA = 0] = a.split(' ').map(Number);
              const [, stepB = 0, indexB = 0] = b.split(' ').map(Number);
              return stepA - stepB || indexA - indexB;
            });
          expect(texts.filter((text) => text !== 'akhir')).toEqual(inOrder);
          expect(
            to
              .own()
              .unexpected.filter(
                ({ error }) => !(error instanceof Error && error.name === 'CodedError'),
              ),
          ).toEqual([]);
        }
      } finally {
        await world.close();
      }
    }),
    { numRuns: Number(process.env.BISIK_FAULT_RUNS ?? 6), endOnFailure: true },
  );
});
