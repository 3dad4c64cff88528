import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVaultWorld, type VaultWorld } from './testing/vault-world.ts';
import { createVaultFolder } from './vault-folder.ts';

let { profile, openVault, writeDatabase, vaultJson } = {} as VaultWorld;
beforeEach(async () => {
  ({ profile, openVault, writeDatabase, vaultJson } = await createVaultWorld());
});
afterEach(() => rm(profile, { recursive: true, force: true }));

describe('with a keyring', () => {
  it('makes a key once and gives the same one at every start and restart of the engine', async () => {
    const first = await openVault(1);
    expect(first.state()).toMatchObject({ status: 'ready', protection: 'keyring' });
    const key = await first.key();
    expect(key).toHaveLength(32);
    expect(await first.key()).toEqual(key);
    const second = await openVault(1);
    expect(await second.key()).toEqual(key);
    expect(await vaultJson()).not.toContain(Buffer.from(key).toString('base64'));
  });

  it('says that it changed when another keyring answers, and touches nothing', async () => {
    await openVault(1);
    await writeDatabase();
    const before = await vaultJson();
    const vault = await openVault(2);
    expect(vault.state()).toMatchObject({ status: 'keyring_changed', protection: 'keyring' });
    await expect(vault.key()).rejects.toMatchObject({ code: 'vault_unavailable' });
    expect(await vaultJson()).toBe(before);
    expect(await readdir(join(profile, 'data'))).toEqual(['bisik.db', 'bisik.db-wal']);
  });

  it('never goes down to a passphrase when the keyring is gone', async () => {
    await openVault(1);
    const vault = await openVault(undefined);
    expect(vault.state().status).toBe('keyring_changed');
    await expect(vault.calls.create({ passphrase: 'long enough' })).rejects.toMatchObject({
      code: 'bad_request',
    });
    expect((await vault.calls.retry({})).status).toBe('keyring_changed');
  });

  it('does not ask for a passphrase because a file could not be written', async () => {
    const full = async (): Promise<void> => {
      throw new Error('no space left');
    };
    const vault = await openVault(1, { ...createVaultFolder(profile), write: full });
    expect(vault.state()).toMatchObject({ status: 'keyring_changed', protection: 'keyring' });
    await expect(vault.key()).rejects.toMatchObject({ code: 'vault_unavailable' });
  });
});

describe('without a keyring', () => {
  it('asks for a passphrase, and at the next start asks for it again', async () => {
    const vault = await openVault(undefined);
    expect(vault.state()).toEqual({ status: 'choose', protection: null, backend: null });
    await expect(readFile(join(profile, 'vault.json'))).rejects.toThrow();
    await expect(vault.calls.create({ passphrase: 'short' })).rejects.toMatchObject({
      code: 'passphrase_too_short',
    });
    expect(await vault.calls.create({ passphrase: 'long enough' })).toMatchObject({
      status: 'ready',
      protection: 'passphrase',
    });
    const key = await vault.key();
    expect(await vault.key()).toEqual(key);

    const next = await openVault(undefined);
    expect(next.state()).toMatchObject({ status: 'locked', protection: 'passphrase' });
    await expect(next.key()).rejects.toMatchObject({ code: 'vault_unavailable' });
    await expect(next.calls.unlock({ passphrase: 'long enougH' })).rejects.toMatchObject({
      code: 'passphrase_wrong',
    });
    expect(next.state().status).toBe('locked');
    await next.calls.unlock({ passphrase: 'long enough' });
    expect(await next.key()).toEqual(key);
    await next.close();
    await expect(next.key()).rejects.toMatchObject({ code: 'vault_unavailable' });
  });

  it('stays with the passphrase that was chosen when a keyring appears', async () => {
    await (await openVault(undefined)).calls.create({ passphrase: 'long enough' });
    expect((await openVault(1)).state().status).toBe('locked');
  });

  it('makes one key for two clicks', async () => {
    const vault = await openVault(undefined);
    const both = await Promise.allSettled([
      vault.calls.create({ passphrase: 'first choice' }),
      vault.calls.create({ passphrase: 'second choice' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const next = await openVault(undefined);
    await next.calls.unlock({ passphrase: 'first choice' });
    expect(await next.key()).toEqual(await vault.key());
  });
});

describe('a lost key', () => {
  it.each([
    ['the key file is gone', undefined],
    ['the key file says nothing', '{"version":1,'],
    ['the key file is of an unknown kind', '{"version":9,"protection":"keyring","wrapped":"AAAA"}'],
  ])('is told when %s; everything is kept until the person starts anew', async (_name, file) => {
    await writeDatabase();
    if (file !== undefined) await writeFile(join(profile, 'vault.json'), file);
    const vault = await openVault(1);
    expect(vault.state().status).toBe('key_lost');
    expect(await readFile(join(profile, 'data', 'bisik.db'), 'utf8')).toBe('rows');

    expect((await vault.calls.setAside({})).status).toBe('ready');
    const data = await readdir(join(profile, 'data'));
    expect(data.sort()).toEqual([
      'bisik.aside-20260102-030405.db',
      'bisik.aside-20260102-030405.db-wal',
    ]);
    const kept = join(profile, 'data', 'bisik.aside-20260102-030405.db');
    expect(await readFile(kept, 'utf8')).toBe('rows');
    if (file !== undefined)
      expect(await readFile(join(profile, 'vault.aside-20260102-030405.json'), 'utf8')).toBe(file);
  });

  it('is none without a database: a new profile starts', async () => {
    await writeFile(join(profile, 'vault.json'), 'garbage');
    const vault = await openVault(1);
    expect(vault.state().status).toBe('ready');
    expect((await readdir(profile)).sort()).toEqual([
      'vault.aside-20260102-030405.json',
      'vault.json',
    ]);
  });

  it('refuses to set aside what can be opened', async () => {
    const vault = await openVault(1);
    await expect(vault.calls.setAside({})).rejects.toMatchObject({ code: 'bad_request' });
  });
});
