import type { KeyStockState, OwnEncryption } from '../../../contract/ipc/encryption/own.ts';

const day = 24 * 3_600_000;

/** What the server has of this device's pre-keys. */
export const sampleStock = (now: number): KeyStockState => ({
  countedAt: now,
  oneTime: 87,
  oneTimePq: 41,
  lastResort: 'newest',
  lastResortAt: now - 3 * day,
  filledAt: now - 12 * day,
});

/** The own keys of a person with two devices, whose entry and those of others agree. */
export const sampleOwn = (now: number): OwnEncryption => ({
  key: {
    keyHash: '8d3f19a2'.repeat(8),
    publicKey: btoa(`\u0005${'\u008d'.repeat(32)}`),
    digits: '384029175610483772194603588120',
  },
  devices: [
    {
      deviceId: 1,
      name: 'Laptop',
      thisDevice: true,
      signingKey: btoa('\u00a7'.repeat(32)),
      registrationId: 4_712,
      addedAt: now - 200 * day,
      seenAt: null,
      loggedAt: now - 90 * day,
      goneAt: null,
    },
    {
      deviceId: 2,
      name: 'Komputer pejabat',
      thisDevice: false,
      signingKey: btoa('\u00b3'.repeat(32)),
      registrationId: 9_034,
      addedAt: now - 52 * day,
      seenAt: now - 52 * day + 40_000,
      loggedAt: now - 52 * day + 41_000,
      goneAt: null,
    },
  ],
  stock: null,
  checks: {
    running: false,
    last: { at: now - 2 * 3_600_000, came: 'read' },
    log: {
      at: now - 2 * 3_600_000,
      size: 18_204,
      witnesses: [
        { name: 'saksi.example', operator: 'Persatuan Saksi', cosignedAt: now - 2 * 3_600_000 },
      ],
    },
    own: { state: 'agrees', version: 3, agreedAt: now - 2 * 3_600_000 },
    others: { agrees: 7, unavailable: 0, contradicts: 0, waiting: 1 },
    withheld: null,
    foundAt: null,
  },
});
