import { expect, it } from 'vitest';
import { completeLock, findMissing, type Lock, platformOf } from './complete.ts';

const lock = (): Lock => ({
  packages: {
    '': {},
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: {
        '@tool/cli-linux-x64-musl': '2.0.0',
        '@tool/cli-darwin-arm64': '2.0.0',
      },
    },
    'node_modules/@tool/cli-darwin-arm64': { version: '2.0.0' },
    'node_modules/other/node_modules/tool': {
      version: '1.0.0',
      optionalDependencies: { '@tool/cli-darwin-arm64': '1.0.0', fsevents: '~2.3.2' },
    },
  },
});

it('finds pinned optional packages that have no entry, or one of another version', () => {
  expect(findMissing(lock()).map(({ name, version }) => `${name}@${version}`)).toEqual([
    '@tool/cli-linux-x64-musl@2.0.0',
    '@tool/cli-darwin-arm64@1.0.0',
  ]);
});

it('adds each where Node finds it, and then nothing is missing', () => {
  const completed = completeLock(lock());
  expect(findMissing(completed)).toEqual([]);
  expect(completed.packages['node_modules/@tool/cli-linux-x64-musl']).toEqual({
    version: '2.0.0',
    cpu: ['x64'],
    os: ['linux'],
    libc: ['musl'],
    dev: true,
    optional: true,
  });
  expect(
    completed.packages['node_modules/other/node_modules/tool/node_modules/@tool/cli-darwin-arm64'],
  ).toMatchObject({ version: '1.0.0', optional: true });
  expect(completeLock(completed)).toEqual(completed);
});

it.each([
  ['@oxc-parser/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
  ['@oxc-parser/binding-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
  ['@oxc-parser/binding-wasm32-wasi', { cpu: ['wasm32'] }],
  ['@biomejs/cli-win32-arm64', { os: ['win32'], cpu: ['arm64'] }],
  ['@oxc-parser/binding-win32-ia32-msvc', { os: ['win32'], cpu: ['ia32'] }],
])('reads the platform from %s', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});
