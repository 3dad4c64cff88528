import { expect, it } from 'vitest';
import { commandNamed } from './commands.mjs';

it('runs a server for others by itself, without the affiliate of a local run', () => {
  expect(commandNamed('server')?.steps(['--flag'])).toEqual([
    ['build/bundle/main.ts', 'server'],
    ['dist/server/server.mjs', '--flag'],
  ]);
});
