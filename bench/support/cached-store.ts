import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../build/runtime/cache.mjs';
import { openStore } from '../../core/store/index.ts';
import { migrations } from '../../core/store/migrations/index.ts';
import { type SeedPlan, seedStore } from './seed.ts';

/** Bumped when the same plan would give other rows. */
const seedVersion = 1;

export interface CachedStore {
  readonly file: string;
  readonly key: Uint8Array<ArrayBuffer>;
}

/**
 * A seeded database that is made once and kept in the system's cache folder for the next run, as long as schema and plan stay
 * the same; a former one of the same name is removed. Its key is no secret: it guards invented text.
 */
export const cachedStore = async (
  name: string,
  plan: SeedPlan,
  say: (text: string) => void,
): Promise<CachedStore> => {
  const { onBatch: _, ...seeded } = plan;
  const hash = createHash('sha256')
    .update(JSON.stringify([seedVersion, migrations, seeded]))
    .digest('hex');
  const key = new Uint8Array(createHash('sha256').update(`bench ${name}`).digest());
  const root = join(cacheFolder(), 'bench');
  const folder = join(root, `${name}-${hash.slice(0, 16)}`);
  const file = join(folder, 'bisik.db');
  if (existsSync(file)) return { file, key };
  await mkdir(root, { recursive: true });
  for (const former of await readdir(root))
    if (former.startsWith(`${name}-`))
      await rm(join(root, former), { recursive: true, force: true });
  const making = `${folder}.making`;
  await mkdir(making, { recursive: true });
  const { store } = await openStore({
    file: join(making, 'bisik.db'),
    key,
    clock: { now: () => Date.now() },
  });
  if (!store) throw new Error('the database does not open');
  seedStore(store, {
    ...plan,
    onBatch: (done) => {
      if (done % 100_000 === 0) say(`${done} messages seeded`);
    },
  });
  await store.close();
  await rename(making, folder);
  return { file, key };
};
