import { expect, it } from 'vitest';
import { drawEvents, toWords } from './draw.ts';
import { allCalled, contacts, KeyModel } from './model.ts';

const seeds = [94, 3, 7, ...Array.from({ length: 20 }, (_, at) => 1_000 + at)];

it.each(seeds)('what seed %i draws can happen, comes to each state, and ends well', (seed) => {
  const model = new KeyModel();
  const met = new Set<string>();
  const events = drawEvents(seed);
  for (const event of events) {
    expect(model.can(event), toWords(event)).toBe(true);
    model.do(event);
    for (const contact of contacts) met.add(model.of(contact).shown().state);
  }
  expect(events.length).toBeLessThan(24);
  expect([...met].sort()).toEqual([...allCalled].sort());
  for (const contact of contacts) {
    model.write(contact, 'Akhir');
    expect(model.of(contact).shown()).toMatchObject({ own: 'gone', accepts: false });
  }
});

it('draws the same by the same seed, and another order by another', () => {
  expect(drawEvents(5)).toEqual(drawEvents(5));
  expect(drawEvents(5)).not.toEqual(drawEvents(6));
});
