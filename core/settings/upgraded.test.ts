import { expect, it } from 'vitest';
import { deviceForEachTest, laptop } from '../testing/lone-device.ts';
import { workInStore } from '../testing/work-in-store.ts';

deviceForEachTest();

/** As a database that was written before there were registers. */
const asBefore = (settings: unknown) =>
  workInStore(laptop, (store) => {
    store.registers.clear();
    store.meta.remove('registers');
    if (settings !== undefined) store.meta.set('settings', settings);
  });
const values = async () => (await laptop.handlers().accountSettings.get({})).values;
const began = async () => (await laptop.handlers().accountSettings.rows({})).sync.beganStrictest;

it('an account of before has what it had, and nothing is looser', async () => {
  await asBefore({
    'privacy.sendTyping': false,
    'privacy.sendReadReceipts': 'unreadable',
    'privacy.findableByNumber': true,
  });
  expect(await values()).toMatchObject({
    'privacy.sendTyping': false,
    'privacy.sendReadReceipts': false,
    'privacy.findableByNumber': true,
    'privacy.sendDeliveryReceipts': true,
  });
  expect(await began()).toBe(false);
  await laptop.reopen();
  expect(await values()).toMatchObject({ 'privacy.sendTyping': false });
});

it('who never chose anything has the defaults, as before', async () => {
  await asBefore(undefined);
  expect(await values()).toMatchObject({ 'privacy.sendTyping': true });
  expect(await began()).toBe(false);
});

it('registers that damage took count as in doubt until the server gives them back', async () => {
  await laptop.handlers().accountSettings.set({ key: 'privacy.sendTyping', value: true });
  await laptop.handlers().accountSettings.set({ key: 'privacy.showTyping', value: false });
  await laptop
    .own()
    .until(
      async () =>
        (await laptop.handlers().accountSettings.rows({})).rows['privacy.showTyping']?.place ===
        'synced',
    );
  laptop.network.offline = true;
  await workInStore(laptop, (store) => store.registers.clear());
  expect(await values()).toMatchObject({
    'privacy.sendTyping': false,
    'privacy.sendReadReceipts': false,
  });
  await laptop.goOnline();
  await laptop.own().until(async () => (await values())['privacy.sendTyping'] === true);
  expect(await values()).toMatchObject({
    'privacy.showTyping': false,
    'privacy.sendReadReceipts': true,
  });
});
