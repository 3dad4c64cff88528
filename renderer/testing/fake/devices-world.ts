import type { ErrorBody } from '../../../contract/errors/coded-error.ts';
import type { DevicesState, Joining, OwnDevice } from '../../../contract/ipc/devices.ts';
import { limits } from '../../../contract/wire/limits.ts';

const dayMs = 86_400_000;

/** A code that a new app shows somewhere else, and what reading it says. */
export type ShownCode = { deviceName: string; number: string; comparison: string };

/** What the in-memory host knows of the account's devices. */
export type DevicesWorld = {
  state: DevicesState;
  /** The list that the server has; brought by a refresh. */
  atServer: OwnDevice[];
  /** Codes of other apps, by their text. */
  codes: Map<string, ShownCode>;
  /** The codes that this app shows, one after the other. */
  ownCodes: string[];
  /** What every call that needs the server is refused with; null when it answers. */
  problem: ErrorBody | null;
  /** What was asked of the engine, for tests. */
  asked: { call: string; input: unknown }[];
};

/** A code as the apps write it: who made it, where to answer, and a secret. */
export const sampleCode =
  'bisik1.AUV8dp852GRBmcDlvbz7yFsFN86Ry94fwbDqa0TxMENt1yn-ab2ejOumoH0d7CWxsIfv4mwH_w0h19sLM3d3OKXGdNN_8TbqwT9VMiOmOEFGDTtqoeaNaCco9hD7HH_ZLV-i6BR4AHFS3qhlHz_OWXlhTGludXggY29tcHV0ZXI';

/** The UTC day of a moment. */
const toUtcDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

export const toDevice = (deviceId: number, change: Partial<OwnDevice> = {}): OwnDevice => ({
  deviceId,
  name: `Device ${deviceId}`,
  addedAt: Date.now() - deviceId * 30 * dayMs,
  activeDay: toUtcDay(Date.now()),
  thisDevice: deviceId === 1,
  ...change,
});

/** A person with three: this one, one of yesterday, and one that nobody opened for weeks. */
export const sampleDevices = (): OwnDevice[] => {
  const now = Date.now();
  return [
    toDevice(1, { name: 'Study', addedAt: now - 400 * dayMs }),
    toDevice(2, {
      name: 'Nadia’s laptop',
      addedAt: now - 41 * dayMs,
      activeDay: toUtcDay(now - dayMs),
    }),
    toDevice(4, {
      name: 'Windows computer',
      addedAt: now - 130 * dayMs,
      activeDay: toUtcDay(now - 38 * dayMs),
    }),
  ];
};

const noDevices: DevicesState = {
  devices: null,
  mostDevices: limits.maxDevicesPerAccount,
  joining: null,
  history: null,
  newKeys: { stage: 'none', madeAt: null, problem: null },
  added: null,
  linked: null,
};

export const createDevicesWorld = (
  change: Partial<Omit<DevicesWorld, 'state'>> & { state?: Partial<DevicesState> } = {},
): DevicesWorld => {
  const { state, ...rest } = change;
  return {
    state: { ...noDevices, ...state },
    atServer: sampleDevices(),
    codes: new Map([
      [
        sampleCode,
        { deviceName: 'Linux computer', number: '+60123456701', comparison: '2049 1763' },
      ],
    ]),
    ownCodes: [sampleCode, `${sampleCode}MQ`, `${sampleCode}Mg`],
    problem: null,
    asked: [],
    ...rest,
  };
};

/** What a linked device's answer puts before the person at the new one. */
export const answered = (
  change: Partial<Extract<Joining, { stage: 'answered' }>> = {},
): Extract<Joining, { stage: 'answered' }> => ({
  stage: 'answered',
  number: '+60123456701',
  name: 'Nadia Aziz',
  comparison: '2049 1763',
  withHistory: true,
  ...change,
});
