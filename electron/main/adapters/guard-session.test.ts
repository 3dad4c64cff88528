import type { Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { createCameraPermit } from '../window/camera-permit.ts';
import { guardSession } from './guard-session.ts';

const page = 'app://bisik/index.html';
type Handler = (...given: never[]) => unknown;

/** A session that keeps what it is given, as Chromium's does, and calls it as that does. */
const start = (devServerPage?: string) => {
  let now = 1_000_000;
  const camera = createCameraPermit({ page, now: () => now, askSystem: async () => true });
  const given = new Map<string, Handler>();
  let spells = true;
  const keep = (name: string) => (handler: Handler) => void given.set(name, handler);
  const session = {
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    setSpellCheckerEnabled: (on: boolean) => {
      spells = on;
    },
    on: (name: string, handler: Handler) => void given.set(name, handler),
    webRequest: { onBeforeRequest: keep('beforeRequest') },
  };
  guardSession(session as unknown as Session, devServerPage, camera);
  const call = (name: string, ...args: unknown[]): unknown => {
    const handler = given.get(name);
    if (!handler) throw new Error(`nothing was given for ${name}`);
    return (handler as (...all: unknown[]) => unknown)(...args);
  };
  const answered = (name: string, before: readonly unknown[], after: readonly unknown[] = []) => {
    const answers: unknown[] = [];
    call(name, ...before, (answer: unknown) => answers.push(answer), ...after);
    expect(answers).toHaveLength(1);
    return answers[0];
  };
  return {
    camera,
    forward: (ms: number) => {
      now += ms;
    },
    spells: () => spells,
    asks: (permission: string, details: object) =>
      answered(
        'request',
        [null, permission],
        [{ isMainFrame: true, requestingUrl: page, ...details }],
      ),
    checks: (permission: string, details: object, origin = 'app://bisik/') =>
      call('check', null, permission, origin, {
        isMainFrame: true,
        requestingUrl: page,
        ...details,
      }),
    device: () => call('device', {}),
    download: () => {
      let prevented = false;
      call('will-download', { preventDefault: () => (prevented = true) });
      return prevented;
    },
    cancels: (url: string) => (answered('beforeRequest', [{ url }]) as { cancel: boolean }).cancel,
  };
};

const permissions = [
  'clipboard-read',
  'display-capture',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'mediaKeySystem',
  'midi',
  'notifications',
  'openExternal',
  'pointerLock',
  'serial',
  'storage-access',
  'usb',
] as const;

describe('a session', () => {
  it('grants no permission, whether the page asks for it or looks', async () => {
    const { asks, checks, device, camera } = start();
    await camera.set(true);
    for (const permission of permissions) {
      expect(asks(permission, {})).toBe(false);
      expect(checks(permission, {})).toBe(false);
    }
    expect(device()).toBe(false);
  });

  it('grants a camera to the own page at the top for a minute after the person asked, never a microphone', async () => {
    const { asks, checks, camera, forward } = start();
    const video = { mediaTypes: ['video'] };
    expect(asks('media', video)).toBe(false);
    expect(checks('media', { mediaType: 'video' })).toBe(false);
    await camera.set(true);
    expect(asks('media', video)).toBe(true);
    expect(checks('media', { mediaType: 'video' })).toBe(true);
    // The check may name no page; then where it is from counts.
    expect(checks('media', { mediaType: 'video', requestingUrl: undefined })).toBe(true);
    for (const [what, change] of [
      ['a microphone', { mediaTypes: ['audio'] }],
      ['both', { mediaTypes: ['video', 'audio'] }],
      ['nothing named', { mediaTypes: [] }],
      ['nothing said', { mediaTypes: undefined }],
      ['a frame', { ...video, isMainFrame: false }],
      ['another page', { ...video, requestingUrl: 'https://example.org/' }],
      ['no page', { ...video, requestingUrl: undefined }],
    ] as const)
      expect([what, asks('media', change)]).toEqual([what, false]);
    for (const mediaType of ['audio', 'unknown', undefined])
      expect(checks('media', { mediaType })).toBe(false);
    expect(
      checks('media', { mediaType: 'video', requestingUrl: undefined }, 'https://example.org/'),
    ).toBe(false);
    forward(60_000);
    expect(asks('media', video)).toBe(false);
    expect(checks('media', { mediaType: 'video' })).toBe(false);
  });

  it('downloads nothing and checks no spelling', () => {
    const { download, spells } = start();
    expect(download()).toBe(true);
    expect(spells()).toBe(false);
  });

  it('lets no request out of the app', () => {
    const { cancels } = start();
    for (const url of [
      'app://bisik/index.html',
      'blob:app://bisik/1',
      'data:image/png;base64,AA==',
    ])
      expect([url, cancels(url)]).toEqual([url, false]);
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1:5173/',
      'ws://127.0.0.1:5173/',
      'file:///etc/hostname',
      'ftp://example.org/',
      'no address',
    ])
      expect([url, cancels(url)]).toEqual([url, true]);
  });

  it('while developing lets it out to the development server alone', () => {
    const { cancels } = start('http://127.0.0.1:5173/');
    expect(cancels('http://127.0.0.1:5173/app.tsx')).toBe(false);
    expect(cancels('ws://127.0.0.1:5173/')).toBe(false);
    expect(cancels('http://127.0.0.1:5174/')).toBe(true);
    expect(cancels('https://127.0.0.1:5173/')).toBe(true);
  });
});
