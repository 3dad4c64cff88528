import { expect, it } from 'vitest';
import { toMessage } from '../../testing/samples.ts';
import { toRows } from './rows.ts';

const at = (day: number, minute: number) => new Date(2026, 10, day, 14, minute).getTime();

it('heads each day, marks the first unread, and ends runs', () => {
  const messages = [
    toMessage({ order: 1, at: at(22, 0) }),
    toMessage({ order: 2, at: at(22, 1) }),
    toMessage({ order: 3, at: at(22, 30), outgoing: true }),
    toMessage({ order: 4, at: at(23, 0) }),
  ];
  const rows = toRows(messages, 4);
  expect(
    rows.map((row) =>
      row.kind === 'message' ? `${row.message.order}${row.last ? '.' : ''}` : row.kind,
    ),
  ).toEqual(['day', '1', '2.', '3.', 'day', 'unread', '4.']);
});

it('keeps the days in order when a message written before comes after', () => {
  const messages = [
    toMessage({ order: 1, at: at(22, 0) }),
    toMessage({ order: 2, at: at(23, 0) }),
    toMessage({ order: 3, at: at(22, 5) }),
    toMessage({ order: 4, at: at(23, 1) }),
  ];
  const rows = toRows(messages, null);
  expect(rows.map((row) => (row.kind === 'message' ? row.message.order : row.key))).toEqual([
    'day-2026-11-22',
    1,
    'day-2026-11-23',
    2,
    3,
    4,
  ]);
  const late = rows.find((row) => row.kind === 'message' && row.message.order === 3);
  expect(late?.kind === 'message' && new Date(late.dayAt).getDate()).toBe(23);
});
