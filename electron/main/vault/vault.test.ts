import { randomBytes, scryptSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VaultState } from '../../../contract/ipc/shell.ts';
import { createKeyring } from './keyring.ts';
import type { DeriveKey } from './passphrase.ts';
import { createVault, type Vault } from './vault.ts';
import { createVaultFolder } from './vault-folder.ts';

let profile: string;
beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'bisik-vault-'));
});
afterEach(() => rm(profile, { recursive: true, force: true }));

const keyringWith = (secret: number | undefined) =>
  createKeyring(
    {
      isEncryptionAvailable: () => secret !== undefined,
      encryptString: (text) => Buffer.from(Buffer.from(text).map((byte) => byte ^ (secret ?? 0))),
      decryptString: (wrapped) =>
        Buffer.from(wrapped.map((byte) => byte ^ (secret ?? 0))).toString(),
    },
    'darwin',
  );

const quick: DeriveKey = async (passphrase, { salt }) => scryptSync(passphrase, salt, 32, { N: 2 });

/** A derivation that can be made to stop on its way: at the n-th from when it was asked for. */
const heldDerivation = () => {
  let stopAt = 0;
  let reached = (): void => {};
  let open = (): void => {};
  const derive: DeriveKey = async (...given) => {
    if (stopAt > 0 && --stopAt === 0) {
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      reached();
      await opened;
    }
    return quick(...given);
  };
  const entered = (at: number) => {
    stopAt = at;
    return new Promise<void>((resolve) => {
      reached = resolve;
    });
  };
  return { derive, entered, open: () => open() };
};

const openVault = async (
  keyringSecret: number | undefined,
  folder = createVaultFolder(profile),
  derive = quick,
  listen: (vault: Vault) => void = () => {},
) => {
  const states: VaultState[] = [];
  const vault = createVault({
    folder,
    keyring: keyringWith(keyringSecret),
    derive,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    emit: (_name, state) => void states.push(state),
  });
  listen(vault);
  await vault.open();
  return { ...vault, states, calls: vault.handlers };
};
const writeDatabase = async (text = 'rows') => {
  await mkdir(join(profile, 'data'), { recursive: true });
  await writeFile(join(profile, 'data', 'bisik.db'), text);
  await writeFile(join(profile, 'data', 'bisik.db-wal'), `${text} in the log`);
};
const vaultJson = () => readFile(join(profile, 'vault.json'), 'utf8');

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
    await expect(vault.calls.changePassphrase(change)).rejects.toThrow('no space left');
    full = false;
    await (await openVault(undefined)).calls.unlock({ passphrase: 'long enough' });
    await rm(join(profile, 'vault.json'));
    await (await openVault(undefined)).calls.create({ passphrase: 'long enough' });
    const before = await vaultJson();
    await expect(vault.calls.changePassphrase(change)).rejects.toMatchObject({
      code: 'vault_unavailable',
    });
    expect(await vaultJson()).toBe(before);
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
