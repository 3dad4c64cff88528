import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../files.ts';
import { cruiseProject } from './cruise.ts';

let root = '';
let problems: readonly string[] = [];

const planted: Readonly<Record<string, string>> = {
  'contract/ids.ts': 'export const id = 1;',
  'contract/uses-node.ts': "import { join } from 'node:path'; export const x = join('a');",
  'contract/uses-ws.ts': "import { WebSocket } from 'ws'; export const x = WebSocket;",
  'contract/fine.ts': "import * as z from 'zod/mini'; export const x = z;",
  'contract/loop-a.ts': "import type { B } from './loop-b.ts'; export type A = B | 1;",
  'contract/loop-b.ts': "import type { A } from './loop-a.ts'; export type B = A | 2;",
  'contract/ipc/calls.ts': 'export const calls = 1;',
  'core/engine.ts': "export { id } from '../contract/ids.ts';",
  'core/engine.test.ts':
    "import { it } from 'vitest'; import { app } from '../server/app.ts'; it('x', () => app);",
  'core/lost.ts': "import { gone } from './nowhere.ts'; export const x = gone;",
  'core/uses-test.ts': "export * from './engine.test.ts';",
  'renderer/app/planted.ts': "export * from '../../core/engine.ts';",
  'renderer/ui/button.ts': "export * from '../features/chat/chat.ts';",
  'renderer/features/chat/chat.ts': "export const chat = 'chat';",
  'renderer/features/settings/settings.ts': "export * from '../chat/chat.ts';",
  'server/app.ts': "export const app = 'app';",
  'server/uses-libsignal.ts': "export * from '@signalapp/libsignal-client';",
  'server/uses-core.test.ts': "export * from '../core/engine.ts';",
  'server/store/database.ts': "export * from '@signalapp/sqlcipher';",
  'server/modules/certificates/sign.ts': "export * from '@signalapp/libsignal-client';",
  'core/store/rows.ts': "export * from '../engine.ts'; export * from './row.ts';",
  'core/store/row.ts': 'export const row = 1;',
  'core/encryption/marks.ts': "export const marks = 'marks';",
  'core/crypto/keys.ts': "export * from '../encryption/marks.ts';",
  'server/bus/wake.ts': "export * from '../modules/certificates/sign.ts';",
  'server/modules/relay/whole.ts': "export * from '../../app.ts';",
  'server/sharing.ts': "export const sharing = 'sharing';",
  'server/modules/relay/parts.ts': "export * from '../../sharing.ts';",
  'server/cli/policy.ts': "export const policy = 'policy';",
  'server/modules/relay/command.ts': "export * from '../../cli/policy.ts';",
  'server/modules/relay/relay.ts': "export * from '../certificates/sign.ts';",
  'peers/shared/serve.ts': 'export const serve = 1;',
  'peers/shared/nosy.ts': "export * from '../witness/witness.ts';",
  'peers/witness/witness.ts': "export * from '../shared/serve.ts';",
  'peers/verify/main.ts': "export * from '../witness/witness.ts';",
  'electron/main/window.ts': "import type { App } from 'electron'; export type X = App;",
  'electron/main/main.ts': "import { app } from 'electron'; export const x = app;",
  'electron/main/adapters/vault.ts': "import { app } from 'electron'; export const x = app;",
  'electron/preload/preload.ts':
    "export * from '../../contract/ids.ts'; export * from '../../contract/ipc/calls.ts';",
  'electron/engine/engine.ts': "export * from '../main/window.ts';",
};

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'architecture-'));
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  for (const [path, text] of Object.entries(planted)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  ({ problems } = await cruiseProject(root));
}, 60_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

const about = (file: string): readonly string[] =>
  problems.filter((problem) => problem.startsWith(`${file} →`));

it.each([
  ['contract/uses-node.ts', 'contract-has-no-node'],
  ['contract/uses-ws.ts', 'contract-packages'],
  ['contract/loop-a.ts', 'no-circular'],
  ['core/lost.ts', 'not-found'],
  ['core/uses-test.ts', 'no-test-code'],
  ['renderer/app/planted.ts', 'renderer-may-import'],
  ['renderer/ui/button.ts', 'renderer/ui-layer'],
  ['renderer/features/settings/settings.ts', 'renderer/features-strangers'],
  ['server/uses-libsignal.ts', 'server-packages'],
  ['server/uses-core.test.ts', 'server-tests-may-import'],
  ['core/store/rows.ts', 'core/store-layer'],
  ['core/crypto/keys.ts', 'core/crypto-layer'],
  ['server/bus/wake.ts', 'server/bus-layer'],
  ['server/modules/relay/whole.ts', 'server/modules-layer'],
  ['server/modules/relay/parts.ts', 'server/modules-layer'],
  ['server/modules/relay/command.ts', 'server/modules-layer'],
  ['server/modules/relay/relay.ts', 'server/modules-strangers'],
  ['peers/shared/nosy.ts', 'peers-strangers'],
  ['peers/verify/main.ts', 'peers-strangers'],
  ['electron/main/window.ts', 'electron/main-packages'],
  ['electron/preload/preload.ts', 'electron/preload-may-import'],
  ['electron/engine/engine.ts', 'electron/engine-may-import'],
])('%s breaks %s', (file, rule) => {
  expect(about(file).join('\n')).toContain(`${rule}:`);
});

it.each([
  'contract/fine.ts',
  'core/engine.ts',
  'core/engine.test.ts',
  'server/store/database.ts',
  'server/modules/certificates/sign.ts',
  'peers/witness/witness.ts',
  'electron/main/main.ts',
  'electron/main/adapters/vault.ts',
])('%s is allowed', (file) => {
  expect(about(file)).toEqual([]);
});

it('lets a folder with a layer of its own import what is beside', () => {
  expect(about('core/store/rows.ts')).toHaveLength(1);
});

it('lets the preload script have the calls of the contract and nothing else of it', () => {
  expect(about('electron/preload/preload.ts')).toHaveLength(1);
});
