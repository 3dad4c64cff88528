import { describe, expect, it } from 'vitest';
import { type CameraRequest, createCameraPermit } from './camera-permit.ts';

const start = (systemSays = true) => {
  let now = 1_000_000;
  const permit = createCameraPermit({
    page: 'app://bisik/index.html',
    now: () => now,
    askSystem: async () => systemSays,
  });
  const wants = (change: Partial<CameraRequest> = {}) =>
    permit.covers({
      permission: 'media',
      isMainFrame: true,
      url: 'app://bisik/index.html',
      media: ['video'],
      ...change,
    });
  const wait = (ms: number) => {
    now += ms;
  };
  return { permit, wants, wait };
};

describe('a camera', () => {
  it('is nobody’s until the person asked, and a minute later nobody’s again', async () => {
    const { permit, wants, wait } = start();
    expect(wants()).toBe(false);
    expect(await permit.set(true)).toBe(true);
    expect(wants()).toBe(true);
    wait(59_999);
    expect(wants()).toBe(true);
    wait(1);
    expect(wants()).toBe(false);
  });

  it('is given back, and not taken over by the page that begins next', async () => {
    const { permit, wants } = start();
    await permit.set(true);
    expect(await permit.set(false)).toBe(false);
    expect(wants()).toBe(false);
    await permit.set(true);
    permit.end();
    expect(wants()).toBe(false);
  });

  it('stays closed where the system says no', async () => {
    const { permit, wants } = start(false);
    expect(await permit.set(true)).toBe(false);
    expect(wants()).toBe(false);
  });

  it.each<[string, Partial<CameraRequest>]>([
    ['another frame', { isMainFrame: false }],
    ['another origin', { url: 'https://bisik/index.html' }],
    ['another host', { url: 'app://other/index.html' }],
    ['nonsense for an address', { url: 'null' }],
    ['a microphone', { media: ['audio'] }],
    ['a microphone along with it', { media: ['video', 'audio'] }],
    ['nothing in particular', { media: [] }],
    ['something unknown', { media: [undefined] }],
    ['another permission', { permission: 'geolocation' }],
    ['the screen', { permission: 'display-capture' }],
  ])('is not for %s', async (_who, change) => {
    const { permit, wants } = start();
    await permit.set(true);
    expect(wants()).toBe(true);
    expect(wants(change)).toBe(false);
  });
});
