import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adsRow, dayMs, somePolicy } from '../../../contract/policy/testing/policies.ts';
import { isStorageFailure } from '../../store/failures.ts';
import { type Bulk, type Member, startBulk } from '../../testing/bulk.ts';
import { decisionsOf, kindOf } from './testing/world.ts';

// Only root may mount; the project's check runs as root.
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

const policy = somePolicy({ rows: [adsRow] });

const held = (bulk: Bulk) =>
  bulk.affiliate.entries().flatMap((entry) => (entry.what === 'held' ? [entry.payload] : []));
const kindsOf = async (bulk: Bulk, { device }: Member) => {
  const { disclosures } = await bulk.store.affiliate.list(device.accountRef, 100, 100);
  return disclosures.map(({ entries }) => entries.map(({ opening }) => kindOf(opening)));
};

it.runIf(mayMount)(
  'sends nothing that it cannot log on a full disk, and catches up once there is room',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bisik-full-gateway-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder]);
    const ballast = join(folder, 'ballast');
    const fill = (): void => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    };
    try {
      const failures: unknown[] = [];
      const bulk = await startBulk({ folder, onFailed: (error) => void failures.push(error) });
      await bulk.publish(policy);
      const before = await bulk.newcomer();
      const withdrawing = await bulk.newcomer();
      const late = await bulk.newcomer();
      for (const member of [before, withdrawing]) await member.acceptAll(policy);
      await bulk.settled();
      expect(held(bulk)).toHaveLength(2);

      fill();
      const intend = async () =>
        bulk.store.affiliate.commit({
          intents: [
            {
              recipient: 'sanubari',
              purpose: 'ads-relevance',
              values: '{}',
              accountRef: before.device.accountRef,
              createdAt: bulk.clock.now(),
            },
          ],
        });
      await expect(intend()).rejects.toSatisfy(isStorageFailure);
      await expect(late.acceptAll(policy)).rejects.toSatisfy(isStorageFailure);
      const withdraw = () =>
        withdrawing.choose(policy, { decisions: decisionsOf('withdrawn', 'ads-relevance') });
      await expect(withdraw()).rejects.toSatisfy(isStorageFailure);
      bulk.clock.advance(dayMs);
      await bulk.settled();
      expect(held(bulk)).toHaveLength(2);

      rmSync(ballast);
      await withdraw();
      await late.acceptAll(policy);
      for (let turn = 0; turn < 3; turn++) {
        bulk.clock.advance(70_000);
        await bulk.settled();
      }
      expect(
        held(bulk)
          .map(({ phoneNumber }) => phoneNumber)
          .sort(),
      ).toEqual([before.number, late.number].sort());
      expect((await kindsOf(bulk, withdrawing)).map((kinds) => kinds.at(-1))).toEqual([
        'deletion_confirmed',
      ]);
      expect(await kindsOf(bulk, late)).toEqual([['about_to_send', 'acknowledged']]);
      expect(failures.every(isStorageFailure)).toBe(true);
      await bulk.close();
    } finally {
      execFileSync('umount', ['-l', folder]);
      rmdirSync(folder);
    }
  },
);
