import { expect, it } from 'vitest';
import type { PeerDeviceRow } from '../store/types/peer-devices.ts';
import { createAhead } from './ahead.ts';

const identityKey = new Uint8Array(33).fill(5);
const key = Buffer.from(identityKey).toString('base64');
const device = (changed: Partial<PeerDeviceRow> = {}): PeerDeviceRow => ({
  deviceId: 2,
  registrationId: 7,
  identityKey,
  seenAt: 1,
  loggedAt: null,
  goneAt: null,
  signingKey: null,
  ...changed,
});
const over = (rows: PeerDeviceRow[]) =>
  createAhead({ keys: { devicesOf: () => rows } } as unknown as Parameters<typeof createAhead>[0]);

it('asks again for a device that the log does not have yet, ever later, and not for ever', () => {
  const ahead = over([device()]);
  expect(Array.from({ length: 6 }, () => ahead.soonMs('a', key))).toEqual([
    1_000,
    2_000,
    4_000,
    8_000,
    null,
    null,
  ]);
});

it('begins anew for one device more, and once the log had all', () => {
  const rows = [device()];
  const ahead = over(rows);
  while (ahead.soonMs('a', key) !== null);
  rows.push(device({ deviceId: 3 }));
  expect(ahead.soonMs('a', key)).toBe(1_000);
  rows.splice(0, 2);
  expect(ahead.soonMs('a', key)).toBeNull();
  rows.push(device());
  expect(ahead.soonMs('a', key)).toBe(1_000);
});

it('waits for no device that the log has, or had, or that is under another key', () => {
  const other = new Uint8Array(33).fill(6);
  const rows = [device({ loggedAt: 1 }), device({ goneAt: 2 }), device({ identityKey: other })];
  expect(over(rows).soonMs('a', key)).toBeNull();
});
