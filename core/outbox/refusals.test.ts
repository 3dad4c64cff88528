import { expect, test } from 'vitest';
import { CodedError } from '../../contract/errors/coded-error.ts';
import { outboxRow } from '../store/testing/sample.ts';
import { createLane, toLaneRow } from './lane.ts';
import { createRefusals } from './refusals.ts';

test('what is refused sealed is tried once more, whatever was refused before', () => {
  let now = 0;
  const told: string[] = [];
  const refusals = createRefusals(
    {
      clock: { now: () => now, elapsed: () => now, after: () => () => undefined },
      random: {
        bytes: (count) => new Uint8Array(count),
        uuid: () => crypto.randomUUID(),
        fraction: () => 0,
      },
    },
    {
      isWaiting: () => false,
      onDevicesChanged: () => told.push('devices'),
      onRowFailed: () => told.push('row'),
      onRowRefused: () => told.push('refused'),
      onLaneFailed: () => told.push('lane'),
      onSealedRefused: () => told.push('by name'),
      onPutOff: () => told.push('later'),
    },
  );
  const lane = createLane('1', true);
  const row = toLaneRow(outboxRow(1), null, 0);
  const refuse = (code: 'unavailable' | 'not_allowed') => {
    refusals.ofRow(lane, row, new CodedError(code), true);
    now = lane.dueAt + 1;
  };
  for (const code of ['unavailable', 'not_allowed', 'not_allowed'] as const) refuse(code);
  expect(told).toEqual(['later', 'later', 'by name']);
  // Nor does it take anything from the patience with the same refusal of what goes by name.
  expect(lane.attempts).toBe(1);
});
