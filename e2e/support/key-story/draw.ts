import type { Called } from '../../../contract/encryption/testing/model.ts';
import { createDice } from '../../../server/testing/dice.ts';
import { actsOfAll, actsOfOne, allCalled, contacts, type KeyEvent, KeyModel } from './model.ts';

const all: readonly KeyEvent[] = [
  ...contacts.flatMap((of) => actsOfOne.map((act) => ({ act, of }))),
  ...actsOfAll.map((act) => ({ act, of: null })),
];
const drawn = 16;
/** A start of the app takes as long as five other events. */
const mostRestarts = 1;
const tries = 100_000;
/** For whoever reads what was drawn. */
export const toWords = ({ act, of }: KeyEvent): string => (of === null ? act : `${of}: ${act}`);

/** What makes good again whatever is not; null where all is. */
const mending = (model: KeyModel): KeyEvent | null => {
  if (!model.isOnline) return { act: 'back', of: null };
  if (!model.isReadable) return { act: 'log on', of: null };
  const of = contacts.find((contact) => model.of(contact).isLiedAbout);
  if (of) return { act: 'truth', of };
  const changed = contacts.find((contact) => model.of(contact).other !== null);
  return changed ? { act: 'accept', of: changed } : null;
};

const count = (done: readonly KeyEvent[], act: KeyEvent['act']): number =>
  done.filter((one) => one.act === act).length;
/** What was not done yet comes about sooner. */
const drawOne = (model: KeyModel, done: readonly KeyEvent[], dice: () => number): KeyEvent => {
  const may = all.filter((event) => {
    const isMuch = event.act === 'restart' && count(done, 'restart') >= mostRestarts;
    return model.can(event) && !isMuch;
  });
  const weights = may.map(({ act }) => 1 / (1 + 2 * count(done, act)));
  let left = dice() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [at, event] of may.entries()) {
    left -= weights[at] ?? 0;
    if (left < 0) return event;
  }
  throw new Error('nothing can happen');
};

const draw = (dice: () => number): { events: KeyEvent[]; met: ReadonlySet<Called> } => {
  const model = new KeyModel();
  const events: KeyEvent[] = [];
  const met = new Set<Called>();
  const add = (event: KeyEvent): void => {
    events.push(event);
    model.do(event);
    for (const contact of contacts) met.add(model.of(contact).shown().state);
  };
  while (events.length < drawn) add(drawOne(model, events, dice));
  for (let event = mending(model); event; event = mending(model)) add(event);
  return { events, met };
};

/** The first order that is drawn by this seed in which each state comes about; in the end all is well. */
export const drawEvents = (seed: number): readonly KeyEvent[] => {
  const dice = createDice(seed);
  for (let tried = 0; tried < tries; tried++) {
    const { events, met } = draw(dice);
    if (allCalled.every((called) => met.has(called))) return events;
  }
  throw new Error('no such order');
};
