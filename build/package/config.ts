import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from 'electron-builder';
import type { Runtime } from '../runtime/resolve.mjs';

const APP_ID = 'org.bisik.desktop';
const DESCRIPTION = 'Private messages whose promises can be checked';

/** Names a package that must not reach people: it runs on the development runtime. */
export const packageMark = (runtime: Pick<Runtime, 'kind'>): string =>
  runtime.kind === 'development' ? '-development-runtime' : '';

/** electron-builder's own placeholder. */
const field = (name: string): string => `\${${name}}`;

/** electron-builder's configuration for the three systems. `app` is the folder to pack. */
export function builderConfig(options: {
  readonly root: string;
  readonly app: string;
  readonly runtime: Runtime;
}): Configuration {
  const { root, app, runtime } = options;
  const icons = join(root, 'build', 'icons');
  return {
    appId: APP_ID,
    productName: 'Bisik',
    executableName: 'bisik',
    copyright: 'AGPL-3.0-only',
    artifactName: `${field('name')}-${field('version')}${packageMark(runtime)}-${field('os')}-${field('arch')}.${field('ext')}`,
    directories: { app, output: join(root, 'release'), buildResources: icons },
    // The bundles carry their packages inside.
    files: ['**/*', '!**/*.map', '!**/*.ts', '!node_modules/**'],
    asar: true,
    // A shared library is opened by the system's loader, which sees no archive.
    asarUnpack: ['native/**'],
    extraResources: [{ from: join(root, 'LICENSE'), to: 'LICENSE.txt' }],
    npmRebuild: false,
    nodeGypRebuild: false,
    electronVersion: runtime.version,
    electronDist: runtime.dist,
    electronLanguages: ['en', 'en-US', 'ms'],
    publish: null,
    protocols: [{ name: 'Bisik', schemes: ['bisik'] }],
    async afterPack({ appOutDir }) {
      // Electron looks for its own default app first when the real one is missing: nothing to run instead.
      for (const name of ['default_app.asar', 'default_app.sha256']) {
        await rm(join(appOutDir, 'resources', name), { force: true });
      }
    },
    linux: {
      target: ['AppImage', 'deb', 'rpm', 'tar.gz'],
      icon: join(icons, 'linux'),
      category: 'Network;InstantMessaging',
      synopsis: DESCRIPTION,
      maintainer: 'Bisik <bisik@example.org>',
      desktop: {
        entry: { Keywords: 'chat;message;private;mesej;sembang;' },
      },
    },
    win: { target: ['nsis'], icon: join(icons, 'icon.ico') },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      include: join(root, 'build', 'package', 'installer.nsh'),
    },
    mac: {
      target: ['dmg', 'zip'],
      icon: join(icons, 'icon.icns'),
      category: 'public.app-category.social-networking',
      hardenedRuntime: true,
      // What the system says when it asks the person for it.
      extendInfo: {
        NSCameraUsageDescription: 'To read the code that a new device shows when you link it.',
      },
      entitlements: join(root, 'build', 'package', 'entitlements.mac.plist'),
      entitlementsInherit: join(root, 'build', 'package', 'entitlements.mac.plist'),
    },
  };
}

/** What stops each kind of package on a machine that cannot make it. */
export const ARTEFACTS: readonly { readonly kind: string; readonly needs: string }[] = [
  { kind: 'AppImage', needs: 'a download of its runtime from the release site' },
  { kind: 'rpm', needs: 'fpm, which is neither in the npm registry nor in Debian' },
  { kind: 'nsis (Windows)', needs: 'a download of NSIS and of Electron for Windows' },
  { kind: 'dmg, zip (macOS)', needs: 'macOS, its disk image tools and a signing identity' },
];
