import { expect, test } from 'vitest';
import { type Device, linkDevice } from '../testing/linked.ts';
import { deviceForEachTest, laptop, server } from '../testing/lone-device.ts';
import { workInStore } from '../testing/work-in-store.ts';

const key = 'privacy.sendTyping';
const other = 'privacy.sendReadReceipts';
deviceForEachTest();

const rowOf = async (device: Device, of: string) => {
  const row = (await device.handlers().accountSettings.rows({})).rows[of];
  if (!row) throw new Error('no row');
  return row;
};

test('what refuses on one device outlives being signed out by the server, and linked again', async () => {
  const desktop = await linkDevice(laptop, server, 'Desktop');
  try {
    await desktop.own().until(async () => (await rowOf(desktop, key)).value === true);
    const { setHere } = desktop.handlers().accountSettings;
    await setHere({ key, value: false });
    await setHere({ key: other, value: true });
    await laptop.handlers().devices.unlink({ deviceIds: [2], wipe: false });
    const phase = async () => (await desktop.handlers().account.get({})).phase;
    await desktop.own().until(async () => (await phase()) === 'signed_out');
    const joining = async () => (await desktop.handlers().devices.get({})).joining;
    await desktop.handlers().devices.showCode({ deviceName: 'Desktop' });
    const code = await desktop.own().until(async () => {
      const state = await joining();
      return state?.stage === 'showing' ? state.code : null;
    });
    await laptop.handlers().devices.approve({ code, withHistory: false });
    await desktop.own().until(async () => (await joining())?.stage === 'answered');
    await desktop.handlers().devices.confirm({});
    await desktop.own().until(async () => (await phase()) === 'ready');
    await desktop.own().until(async () => (await rowOf(desktop, other)).value === true);
    expect(await rowOf(desktop, key)).toMatchObject({
      value: false,
      because: 'device_override',
      ofAccount: { value: true },
    });
  } finally {
    await desktop.close();
  }
});

test.each([
  ['is lost', undefined, true],
  ['cannot be read', 'x', false],
])(
  'where what this device has for itself %s it counts as in doubt, until the person says otherwise',
  async (_, written, isRest) => {
    const { setHere } = laptop.handlers().accountSettings;
    await setHere({ key, value: false });
    await workInStore(laptop, ({ meta }) => {
      if (written === undefined) meta.remove('settings.here');
      else meta.set('settings.here', written);
    });
    for (let time = 0; time < 2; time++) {
      expect(await rowOf(laptop, key)).toMatchObject({ value: false, because: 'device_override' });
      // Of which rows there were some is noted; that what is there says nothing of others is not.
      expect((await rowOf(laptop, other)).value).toBe(isRest);
      await laptop.reopen();
    }
    for (const one of [key, other] as const)
      await laptop.handlers().accountSettings.setHere({ key: one, value: null });
    await laptop.reopen();
    for (const one of [key, other] as const) expect((await rowOf(laptop, one)).value).toBe(true);
  },
);

test('of what a version of before kept for this device it is noted that it is there', async () => {
  await laptop.handlers().accountSettings.setHere({ key, value: false });
  await workInStore(laptop, ({ meta }) => {
    const { here: _, ...before } = meta.get('registers') as Record<string, unknown>;
    meta.set('registers', before);
  });
  await workInStore(laptop, ({ meta }) => meta.remove('settings.here'));
  expect((await rowOf(laptop, key)).value).toBe(false);
});
