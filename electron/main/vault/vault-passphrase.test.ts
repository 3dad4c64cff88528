import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVaultWorld, heldDerivation, type VaultWorld } from './testing/vault-world.ts';
import { createVaultFolder } from './vault-folder.ts';

let { profile, openVault, writeDatabase, vaultJson } = {} as VaultWorld;
beforeEach(async () => {
  ({ profile, openVault, writeDatabase, vaultJson } = await createVaultWorld());
});
afterEach(() => rm(profile, { recursive: true, force: true }));

describe('a passphrase', () => {
  it('puts the same key under another passphrase, for who knows the present one', async () => {
    const vault = await openVault(undefined);
    await vault.calls.create({ passphrase: 'long enough' });
    const key = await vault.key();
    const before = await vaultJson();
    const change = (current: string, passphrase: string) =>
      vault.calls.changePassphrase({ current, passphrase });
    await expect(change('long enougH', 'another one')).rejects.toMatchObject({
      code: 'passphrase_wrong',
    });
    await expect(change('long enough', 'short')).rejects.toMatchObject({
      code: 'passphrase_too_short',
    });
    expect(await vaultJson()).toBe(before);
    expect(await change('long enough', 'another one')).toMatchObject({ status: 'ready' });
    expect(await vault.key()).toEqual(key);

    const next = await openVault(undefined);
    await expect(next.calls.unlock({ passphrase: 'long enough' })).rejects.toMatchObject({
      code: 'passphrase_wrong',
    });
    await next.calls.unlock({ passphrase: 'another one' });
    expect(await next.key()).toEqual(key);
  });

  it('keeps the passphrase when the new one cannot be written, and takes no file of another key', async () => {
    const folder = createVaultFolder(profile);
    let full = false;
    const vault = await openVault(undefined, {
      ...folder,
      write: (file) => (full ? Promise.reject(new Error('no space left')) : folder.write(file)),
    });
    await vault.calls.create({ passphrase: 'long enough' });
    const change = { current: 'long enough', passphrase: 'another one' };
    full = true;
    await expect(vault.calls.changePassphrase(change)).rejects.toMatchObject({
      code: 'vault_not_saved',
    });
    full = false;
    await (await openVault(undefined)).calls.unlock({ passphrase: 'long enough' });
    await rm(join(profile, 'vault.json'));
    await (await openVault(undefined)).calls.create({ passphrase: 'long enough' });
    const before = await vaultJson();
    await expect(vault.calls.changePassphrase(change)).rejects.toMatchObject({
      code: 'vault_file_other',
    });
    expect(await vaultJson()).toBe(before);
    await rm(join(profile, 'vault.json'));
    await expect(vault.calls.changePassphrase(change)).rejects.toMatchObject({
      code: 'vault_file_other',
    });
  });

  it('forgets the key when it is locked, tells so, and gives the same one again', async () => {
    const vault = await openVault(undefined);
    await vault.calls.create({ passphrase: 'long enough' });
    const key = await vault.key();
    const told: string[] = [];
    vault.onLocked(() => told.push('locked'));
    vault.onReady(() => told.push('ready'));
    expect(await vault.calls.lock({})).toMatchObject({
      status: 'locked',
      protection: 'passphrase',
    });
    await expect(vault.key()).rejects.toMatchObject({ code: 'vault_unavailable' });
    await expect(vault.calls.lock({})).rejects.toMatchObject({ code: 'bad_request' });
    await vault.calls.unlock({ passphrase: 'long enough' });
    expect(await vault.key()).toEqual(key);
    expect(told).toEqual(['locked', 'ready']);
  });

  it.each([
    ['gone', undefined],
    ['garbage', '{"version":1,'],
    ['of another key', 'other'],
  ])(
    'locks also when its file is %s meanwhile, and opens with the passphrase it had',
    async (_name, file) => {
      const vault = await openVault(undefined);
      await vault.calls.create({ passphrase: 'long enough' });
      await writeDatabase();
      const key = await vault.key();
      await rm(join(profile, 'vault.json'));
      if (file === 'other') {
        await rm(join(profile, 'data'), { recursive: true });
        await (await openVault(undefined)).calls.create({ passphrase: 'another one' });
      } else if (file !== undefined) await writeFile(join(profile, 'vault.json'), file);
      expect((await vault.calls.lock({})).status).toBe('locked');
      await expect(vault.key()).rejects.toMatchObject({ code: 'vault_unavailable' });
      await vault.calls.unlock({ passphrase: 'long enough' });
      expect(await vault.key()).toEqual(key);
    },
  );

  it('locks at once while a passphrase is being derived, and then opens with the one that was written', async () => {
    const { entered, open, derive } = heldDerivation();
    const vault = await openVault(undefined, createVaultFolder(profile), derive);
    await vault.calls.create({ passphrase: 'long enough' });
    const key = await vault.key();
    const hold = async (change: Promise<unknown>, at: number) => {
      await entered(at);
      expect((await vault.calls.lock({})).status).toBe('locked');
      open();
      return await change;
    };
    const change = () =>
      vault.calls.changePassphrase({ current: 'long enough', passphrase: 'another one' });
    // While the present one is tried: nothing is changed any more.
    await expect(hold(change(), 1)).rejects.toMatchObject({ code: 'vault_unavailable' });
    await vault.calls.unlock({ passphrase: 'long enough' });
    // While the new one is wrapped: it is in force.
    expect(await hold(change(), 2)).toMatchObject({ status: 'locked' });
    await expect(vault.calls.unlock({ passphrase: 'long enough' })).rejects.toMatchObject({
      code: 'passphrase_wrong',
    });
    await vault.calls.unlock({ passphrase: 'another one' });
    expect(await vault.key()).toEqual(key);
  });

  it('tells of a lock only where something was open', async () => {
    await (await openVault(undefined)).calls.create({ passphrase: 'long enough' });
    const told: string[] = [];
    const vault = await openVault(undefined, undefined, undefined, (one) =>
      one.onLocked(() => told.push('locked')),
    );
    expect([vault.state().status, told]).toEqual(['locked', []]);
  });

  it('has nothing to change or lock under a keyring, or while locked', async () => {
    const change = { current: 'long enough', passphrase: 'another one' };
    const { calls } = await openVault(1);
    for (const refused of [() => calls.changePassphrase(change), () => calls.lock({})])
      await expect(refused()).rejects.toMatchObject({ code: 'bad_request' });
    await rm(join(profile, 'vault.json'));
    await (await openVault(undefined)).calls.create({ passphrase: 'long enough' });
    const locked = await openVault(undefined);
    await expect(locked.calls.changePassphrase(change)).rejects.toMatchObject({
      code: 'bad_request',
    });
  });

  it('has the new one when only what comes after the rename went wrong', async () => {
    const folder = createVaultFolder(profile);
    const vault = await openVault(undefined, {
      ...folder,
      write: async (file) => {
        await folder.write(file);
        throw new Error('the folder could not be synced');
      },
    });
    await vault.calls.create({ passphrase: 'long enough' });
    const key = await vault.key();
    await vault.calls.changePassphrase({ current: 'long enough', passphrase: 'another one' });
    const next = await openVault(undefined);
    await next.calls.unlock({ passphrase: 'another one' });
    expect(await next.key()).toEqual(key);
  });

  it('clears away what a write left that was cut off, and nothing else', async () => {
    await (await openVault(undefined)).calls.create({ passphrase: 'long enough' });
    const left = 'vault.json.9b2f7c3e-0000-4000-8000-000000000000.tmp';
    const kept = ['settings.json.tmp', 'vault.aside-20250102-030405.json', 'vault.json'];
    for (const name of [left, kept[0] ?? '', kept[1] ?? ''])
      await writeFile(join(profile, name), await vaultJson());
    const vault = await openVault(undefined);
    await vault.calls.unlock({ passphrase: 'long enough' });
    expect((await readdir(profile)).sort()).toEqual(kept);
  });

  it('tries one passphrase at a time: a second is refused at once', async () => {
    const { entered, open, derive } = heldDerivation();
    await (await openVault(undefined)).calls.create({ passphrase: 'long enough' });
    const vault = await openVault(undefined, createVaultFolder(profile), derive);
    const arrived = entered(1);
    const first = vault.calls.unlock({ passphrase: 'long enougH' });
    await arrived;
    await expect(vault.calls.unlock({ passphrase: 'long enough' })).rejects.toMatchObject({
      code: 'rate_limited',
    });
    open();
    await expect(first).rejects.toMatchObject({ code: 'passphrase_wrong' });
    expect((await vault.calls.unlock({ passphrase: 'long enough' })).status).toBe('ready');
  });
});
