import { cp, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Runtime } from '../runtime/resolve.mjs';
import { packageMark } from './config.ts';

/** Without these Bisik does not start. */
export const debianDepends = [
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libasound2 | libasound2t64',
  'libgbm1',
  'libxss1',
  'libsecret-1-0',
  'libnotify4',
];

/** Without these it starts, and says where something is missing: links are opened by `xdg-open`. */
export const debianRecommends = ['xdg-utils'];

/** Makes a .deb of electron-builder's unpacked folder without fpm. Gives its path. */
export async function makeDeb(options: {
  readonly root: string;
  readonly unpacked: string;
  readonly runtime: Runtime;
}): Promise<string> {
  const { root, unpacked, runtime } = options;
  const { version }: { version: string } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  await cp(join(root, 'LICENSE'), join(unpacked, 'LICENSE'));
  const icons = join(root, 'build', 'icons', 'linux');
  const icon = Object.fromEntries(
    [16, 24, 32, 48, 64, 128, 256, 512].map((size) => [
      `${size}x${size}`,
      join(icons, `${size}x${size}.png`),
    ]),
  );
  const warning =
    runtime.kind === 'development'
      ? [
          `Runs on the development runtime Electron ${runtime.version}: old and unpatched, for tests only.`,
        ]
      : [];
  const { default: install } = await import('electron-installer-debian');
  const release = join(root, 'release');
  await install({
    src: unpacked,
    dest: release,
    arch: 'amd64',
    rename: (folder) => join(folder, '<%= name %>_<%= version %>_<%= arch %>.deb'),
    options: {
      name: 'bisik',
      // Minutes of xz for a package that stays on this machine would help nobody.
      compression: runtime.kind === 'development' ? 'gzip' : 'xz',
      productName: 'Bisik',
      genericName: 'Messenger',
      bin: 'bisik',
      // `~` sorts before: a real 0.1.0 replaces it.
      version: runtime.kind === 'development' ? `${version}~development` : version,
      maintainer: 'Bisik <bisik@example.org>',
      description: 'Private messages whose promises can be checked',
      productDescription: [
        'A desktop messenger with end-to-end encryption, a server of your own choice, and privacy promises that can be checked instead of believed.',
        ...warning,
      ].join('\n'),
      section: 'net',
      categories: ['Network', 'InstantMessaging'],
      mimeType: ['x-scheme-handler/bisik'],
      depends: debianDepends,
      recommends: debianRecommends,
      icon,
    },
  });
  const made = join(
    release,
    `bisik_${runtime.kind === 'development' ? `${version}~development` : version}_amd64.deb`,
  );
  const named = join(release, `bisik-${version}${packageMark(runtime)}-linux-amd64.deb`);
  await rename(made, named);
  return named;
}
