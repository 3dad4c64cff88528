import { beforeEach, expect, test } from 'vitest';
import type { OwnDevice } from '../../contract/ipc/devices.ts';
import type { ListedDevice } from '../../contract/wire/devices.ts';
import { limits } from '../../contract/wire/limits.ts';
import { eachStore } from '../store/testing/each-store.ts';
import { createHandClock, type HandClock } from '../testing/hand-clock.ts';
import { createDeviceNews, type DeviceNews, knownDevices } from './device-news.ts';

const monthMs = 30 * 86_400_000;
const joinsWithinMs = 2 * limits.linkLifetimeMs;

const here = eachStore();
let clock: HandClock;
let news: DeviceNews;
beforeEach(() => {
  clock = createHandClock();
  news = createDeviceNews({ store: here.store, clock }, () => undefined);
});

/** The server lists these of the account, the first of which is this one. */
const list = (...names: readonly string[]): void => {
  const shown = names.map((name, at) => ({ deviceId: at + 1, name, thisDevice: at === 0 }));
  const listed = names.map((signingKey) => ({ signingKey }));
  news.listed(listed as unknown as ListedDevice[], shown as OwnDevice[]);
};

test.each([0, monthMs, -monthMs])(
  'an app that was handed the keys and is never listed is told of when it had its time, by a clock %i ms ahead',
  (aheadMs) => {
    list('here');
    news.handed('Tablet', clock.now() + aheadMs);
    list('here');
    clock.forward(joinsWithinMs);
    list('here');
    expect(news.added()).toMatchObject({ deviceId: null, name: 'Tablet' });
  },
);

test('until then it may be listed, and is told of as the device that it is', () => {
  list('here');
  news.handed('Tablet', clock.now() + monthMs);
  list('here');
  expect(news.added()).toBeNull();
  list('here', 'Tablet');
  expect(news.added()).toMatchObject({ deviceId: 2, name: 'Tablet' });
  news.readAdded();
  clock.forward(joinsWithinMs);
  list('here', 'Tablet');
  expect(news.added()).toBeNull();
});

test('each new device is told of, also one under the number of another of which was not read yet', () => {
  list('here');
  list('here', 'Tablet');
  list('here');
  list('here', 'Laptop');
  expect(news.added()).toMatchObject({ deviceId: 2, name: 'Tablet' });
  news.readAdded();
  expect(news.added()).toMatchObject({ deviceId: 2, name: 'Laptop' });
  news.readAdded();
  list('here', 'Laptop');
  expect(news.added()).toBeNull();
});

test('no device has a word here before the person read that it was added', () => {
  list('here');
  list('here', 'Tablet');
  expect(knownDevices(here.store.meta)).toEqual(['here']);
  news.readAdded();
  expect(knownDevices(here.store.meta)).toEqual(['here', 'Tablet']);
});
