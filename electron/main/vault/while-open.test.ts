import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSaveFile } from '../window/save-file.ts';
import { createVaultWorld, type VaultWorld } from './testing/vault-world.ts';
import type { Vault } from './vault.ts';
import { whileOpen } from './while-open.ts';

let world: VaultWorld;
beforeEach(async () => {
  world = await createVaultWorld();
});
afterEach(() => rm(world.profile, { recursive: true, force: true }));

const passphrase = 'long enough';
const note = { title: 'Daniel', body: 'Kuih at four', silent: false };

/** An open vault, and a list of what reached the computer around it. */
const openOne = async () => {
  const done: string[] = [];
  const guard = (vault: Vault) =>
    whileOpen(vault, {
      restEngine: () => void done.push('rest'),
      renewPage: () => void done.push('renew'),
      notifications: {
        show: (chatId) => void done.push(`show ${chatId}`),
        clear: () => void done.push('clear'),
      },
      setUnread: (count) => void done.push(`unread ${count}`),
      write: async (file) => void done.push(`write ${file}`),
    });
  let guarded = {} as ReturnType<typeof guard>;
  const vault = await world.openVault(undefined, undefined, undefined, (one) => {
    guarded = guard(one);
  });
  expect(done).toEqual([]);
  await vault.handlers.create({ passphrase });
  const since = () => done.splice(0);
  return { vault, since, ...guarded };
};

it('lets through what is said while it is open', async () => {
  const { notify, setUnread, write, since } = await openOne();
  notify('a', note);
  setUnread(2);
  await write('receipt.json', '{}');
  expect(since()).toEqual(['show a', 'unread 2', 'write receipt.json']);
});

it('takes page, engine, notifications and count away as it locks', async () => {
  const { vault, since } = await openOne();
  await vault.handlers.lock({});
  expect(since().sort()).toEqual(['clear', 'renew', 'rest', 'unread 0']);
});

it('shows, counts and writes nothing that arrives after the lock, until it is open again', async () => {
  const { vault, notify, setUnread, write, since } = await openOne();
  let choose = (_file: string): void => {};
  const save = createSaveFile({
    ask: () =>
      new Promise((resolve) => {
        choose = resolve;
      }),
    write,
  });
  const asked = save('receipt.json', '{}');
  await vault.handlers.lock({});
  since();
  notify('a', note);
  setUnread(3);
  setUnread(0);
  choose('receipt.json');
  await expect(asked).rejects.toMatchObject({ code: 'file_not_saved' });
  expect(since()).toEqual(['unread 0']);
  await vault.handlers.unlock({ passphrase });
  notify('b', note);
  setUnread(1);
  expect(since()).toEqual(['show b', 'unread 1']);
});
