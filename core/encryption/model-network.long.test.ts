import { afterEach, beforeEach, expect, test } from 'vitest';
import { statusOf, type Truth, waitsIn } from '../../contract/encryption/testing/model.ts';
import { createDice } from '../../server/testing/dice.ts';
import { encryptionWith, summaryWith } from '../testing/compare.ts';
import { type KeyWorld, startKeyWorld } from '../testing/key-world.ts';
import { type Act, acts, type Known, openStage, type Stage } from './testing/network-stage.ts';

const dayMs = 86_400_000;
/** Without a look that agreed for so long, nothing is said to be checked, whatever keeps it from being made. */
const goodForMs = 3 * dayMs;
/** One order for everybody; others are drawn by giving another. */
const seed = Number(process.env.BISIK_MODEL_SEED ?? 1);
const drawn = 30;

/** What has to come of it, in so many words: which keys there are, what the person did, and what the log could be asked. */
class Model {
  inUse: Known = 'theirs';
  /** What the server says. */
  served: Known = 'theirs';
  /** Shown, and not decided about. */
  other: Known | null = null;
  compared: Known | null = null;
  readonly logged = new Set<Known>(['theirs']);
  /** What the log said of the key in use when it was asked last. */
  said: 'nothing' | 'agrees' | 'unavailable' | 'contradicts' = 'agrees';
  agreedAt = 0;
  isOnline = true;
  isReadable = true;
  /** The log was written anew, which contradicts what was seen of it. */
  isRewritten = false;
  /** That was found: nothing that is done here ends it. */
  isBroken = false;

  private take(key: Known): void {
    this.inUse = key;
    this.other = null;
    this.said = 'nothing';
  }
  /** All that a connection brings, once it had its time. */
  settle(now: number): void {
    // By itself, connected or not.
    const isOld = this.said === 'agrees' && now - this.agreedAt >= goodForMs;
    if (isOld) this.said = 'unavailable';
    if (!this.isOnline) return;
    this.other = this.served === this.inUse ? null : this.served;
    if (this.isReadable) this.said = this.logged.has(this.inUse) ? 'agrees' : 'contradicts';
    else if (this.said === 'nothing') this.said = 'unavailable';
    if (this.isReadable && this.said === 'agrees') this.agreedAt = now;
    if (this.isReadable && this.isRewritten) this.isBroken = true;
  }
  can(act: Act): boolean {
    switch (act) {
      case 'truth':
        return this.served === 'swapped' || this.served === 'swapped again';
      case 'accept':
      case 'compare the other':
        return this.other !== null;
      case 'compare':
        return this.other === null && this.compared !== this.inUse;
      case 'undo':
        return this.compared !== null;
      case 'new keys':
      case 'new device':
        return this.served === 'theirs' && !this.isRewritten;
      case 'late':
      case 'lost':
        return this.isOnline && this.isReadable;
      case 'away':
      case 'crash':
        return this.isOnline;
      case 'back':
        return !this.isOnline;
      case 'log off':
        return this.isReadable;
      case 'log on':
        return !this.isReadable;
      default:
        return true;
    }
  }
  do(act: Act): void {
    const { other } = this;
    if (act === 'swapped') this.served = this.served === 'swapped' ? 'swapped again' : 'swapped';
    else if (act === 'truth')
      this.served = this.logged.has('their new ones') ? 'their new ones' : 'theirs';
    else if (act === 'new keys') {
      this.logged.add('their new ones');
      this.served = 'their new ones';
    } else if (act === 'accept' && other) {
      this.take(other);
      this.compared = null;
    } else if (act === 'compare the other' && other) {
      this.take(other);
      this.compared = other;
    } else if (act === 'compare') this.compared = this.inUse;
    else if (act === 'undo') this.compared = null;
    else if (act === 'away' || act === 'lost') this.isOnline = false;
    else if (act === 'back') this.isOnline = true;
    else if (act === 'log off') this.isReadable = false;
    else if (act === 'log on') this.isReadable = true;
    else if (act === 'rewritten') this.isRewritten = true;
  }
  truth(): Truth {
    return {
      failed: this.isBroken || this.said === 'contradicts',
      changed: this.other !== null,
      differs: false,
      unchecked: this.said === 'unavailable',
      compared: this.compared === this.inUse,
    };
  }
}

let world: KeyWorld;
let stage: Stage;
beforeEach(async () => {
  world = await startKeyWorld();
  stage = await openStage(world);
});
afterEach(() => stage.close());

/** What the list and the chat itself say; they must say the same. */
const said = async () => {
  const { viewer, other } = stage;
  const { status } = await encryptionWith(viewer, other);
  const { encryption, withheld, keyChange } = await summaryWith(viewer, other);
  expect(encryption).toEqual(status);
  const failed = withheld !== null && withheld !== 'checking';
  return { status, failed, changed: keyChange !== null };
};
const expected = (truth: Truth) => ({
  status: statusOf(truth),
  failed: truth.failed,
  changed: truth.changed,
});

/** What the server says by now is found when something is sent, or the person looks; all else without anybody who asks. */
const asks: ReadonlySet<Act> = new Set(['swapped', 'truth', 'new keys', 'back']);
const met = new Set<string>();
/** Does all of it, and holds what is said against the model after each. */
const play = async (toDo: (model: Model) => Act | null, about: string): Promise<void> => {
  const model = new Model();
  model.agreedAt = world.clock.now();
  const done: string[] = [];
  for (let act = toDo(model); act !== null; act = toDo(model)) {
    done.push(act);
    const story = `${about}: ${done.join(', ')}`;
    const before = expected(model.truth());
    await stage.do(act, async () => expect(await said(), `${story}, meanwhile`).toEqual(before));
    model.do(act);
    if (model.isOnline) await (asks.has(act) ? stage.settle() : stage.passBy());
    model.settle(world.clock.now());
    const truth = model.truth();
    const last = await stage.until(said, expected(truth));
    expect(last, story).toEqual(expected(truth));
    // Nothing leaves for who is withheld, and nothing is withheld without a reason that is shown.
    expect(last.failed || last.changed, story).toBe(waitsIn(truth));
    met.add(last.status.state);
  }
};

const scripted: readonly Act[] = [
  'compare',
  'new device',
  'late',
  'log off',
  'days',
  'restart',
  'log on',
  'swapped',
  'lost',
  'back',
  'accept',
  'swapped',
  // The key in use again, which failed.
  'swapped',
  'swapped',
  'truth',
  'compare the other',
  'undo',
  'log off',
  'swapped',
  'accept',
  'restart',
  'log on',
  'truth',
  'accept',
  'new keys',
  'accept',
  'crash',
  'away',
  'back',
  'rewritten',
  'days',
  'restart',
];

test('each of the five states is come to, in an order that has all of it, and it is what a model says', {
  timeout: 400_000,
}, async () => {
  const left = [...scripted];
  met.clear();
  await play((model) => {
    const next = left.shift() ?? null;
    if (next) expect(model.can(next), next).toBe(true);
    return next;
  }, 'in order');
  expect([...met].sort()).toEqual([
    'check_failed',
    'check_unavailable',
    'key_changed',
    'not_verified',
    'verified',
  ]);
});

test('whatever happens to keys, devices, the log and the network, in any order: the state is what a model says', {
  timeout: 400_000,
}, async () => {
  const dice = createDice(seed);
  let left = drawn;
  const once = new Set<Act>();
  await play((model) => {
    if (left-- <= 0) return null;
    const may = acts.filter((act) => model.can(act) && !once.has(act));
    const act = may[Math.floor(dice() * may.length)] ?? 'hours';
    if (act === 'new device' || act === 'new keys' || act === 'rewritten') once.add(act);
    return act;
  }, `BISIK_MODEL_SEED=${seed}`);
});
