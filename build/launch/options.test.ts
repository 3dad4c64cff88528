import { expect, it } from 'vitest';
import { localDataRoot, socketPath } from './folders.ts';
import { parseLaunchOptions } from './options.ts';

it('reads the profile and the smoke switch, with inner dashes left over', () => {
  expect(parseLaunchOptions([])).toEqual({ profile: 'you', smoke: false });
  expect(parseLaunchOptions(['--profile', 'kumar', '--', '--smoke'])).toEqual({
    profile: 'kumar',
    smoke: true,
  });
});

it('refuses a profile that is a path, and a switch that does not exist', () => {
  expect(() => parseLaunchOptions(['--profile', '../server'])).toThrow(/letters/);
  expect(() => parseLaunchOptions(['--smoky'])).toThrow(/smoky/);
});

it('keeps local data where each system keeps it', () => {
  const home = '/people/aisyah';
  expect(localDataRoot({ env: {}, platform: 'linux', home })).toBe(
    '/people/aisyah/.local/share/bisik-local',
  );
  expect(localDataRoot({ env: { XDG_DATA_HOME: '/data' }, platform: 'linux', home })).toBe(
    '/data/bisik-local',
  );
  expect(localDataRoot({ env: { BISIK_LOCAL_DATA: '/x' }, platform: 'darwin', home })).toBe('/x');
});

it('keeps the socket path short enough for the system', () => {
  expect(socketPath('/short', 'linux')).toBe('/short/control.sock');
  expect(Buffer.byteLength(socketPath(`/${'long/'.repeat(40)}`, 'linux'))).toBeLessThan(100);
  expect(socketPath('C:\\data', 'win32')).toMatch(/^\\\\\.\\pipe\\bisik-local-[0-9a-f]{16}$/);
});
