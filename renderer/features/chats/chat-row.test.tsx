import { within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { EncryptionStatus } from '../../../contract/encryption/status.ts';
import { createSampleWorld } from '../../testing/fake/sample-world.ts';
import { findChat, renderApp } from '../../testing/render-app.tsx';

it.each<[EncryptionStatus, string | null]>([
  [{ state: 'verified', isVerified: true }, 'Encrypted and verified'],
  [{ state: 'check_unavailable', isVerified: true }, 'Encrypted and verified'],
  [{ state: 'key_changed', isVerified: true }, 'Keys changed'],
  [{ state: 'check_failed', isVerified: true }, 'The check failed'],
  [{ state: 'not_verified', isVerified: false }, null],
  [{ state: 'check_unavailable', isVerified: false }, null],
])('a row with %o says: %s', async (encryption, says) => {
  const world = createSampleWorld();
  world.chats = world.chats.map((chat) =>
    chat.peer.name === 'Kumar' ? { ...chat, encryption } : chat,
  );
  await renderApp(world);
  const row = within(await findChat('Kumar'));
  const signs = row.queryAllByRole('img').map((sign) => sign.getAttribute('aria-label'));
  expect(signs.filter((sign) => sign !== 'Kumar')).toEqual(says === null ? [] : [says]);
});
