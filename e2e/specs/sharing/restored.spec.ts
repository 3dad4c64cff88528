import { cp, rm } from 'node:fs/promises';
import { expect, test } from '../../fixtures.ts';
import {
  acceptPolicy,
  like,
  openSharing,
  sharingRow,
  switchOf,
  turn,
} from '../../support/screens/sharing.ts';
import { heldFor, holds, isForgotten } from '../../support/sharing/book.ts';
import { exampleDraft } from '../../support/sharing/policies.ts';
import { english } from '../../support/words.ts';

test('a restored backup revives no yes, and is told', async ({ sharingWorld, scope }) => {
  const { affiliate, server, newcomer } = await sharingWorld({
    policy: exampleDraft(),
    witness: true,
  });
  const { page } = await newcomer('Aisyah');
  await acceptPolicy(page, { 'ads-relevance': true });
  await affiliate.waitFor('get what was chosen', holds('ads-relevance'));
  const backup = await scope.folder('backup');
  await server.kill();
  await cp(server.dataFolder, backup, { recursive: true });
  await server.start();

  await openSharing(page);
  await turn(switchOf(page, 'ads-relevance'), false);
  const row = sharingRow(page, 'ads-relevance');
  await expect(row).toContainText(like('sharing.state.offSince'));
  await affiliate.waitFor('forget it', isForgotten('ads-relevance'));

  await server.kill();
  await rm(server.dataFolder, { recursive: true });
  await cp(backup, server.dataFolder, { recursive: true });
  await server.start();
  await expect(page.getByText(english('alarm.restored.title'))).toBeVisible({ timeout: 60_000 });
  await openSharing(page);
  await expect(switchOf(page, 'ads-relevance')).not.toBeChecked();
  await expect(row).toContainText(like('sharing.state.offSince'));
  expect(heldFor(await affiliate.entries(), 'ads-relevance')).toEqual([]);
});
