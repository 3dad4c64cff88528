import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import { expect, tellStory, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { startLiar } from '../../support/network/liar.ts';
import { saveInto } from '../../support/save-dialog.ts';
import {
  acceptPolicy,
  like,
  openShared,
  openSharing,
  sharingRow,
  switchOf,
  turn,
} from '../../support/screens/sharing.ts';
import { holds, isForgotten } from '../../support/sharing/book.ts';
import { forkOf } from '../../support/sharing/fork.ts';
import { exampleDraft } from '../../support/sharing/policies.ts';
import { english } from '../../support/words.ts';

const story = tellStory(async (sharingWorld, scope) => {
  const world = await sharingWorld({ policy: exampleDraft(), witness: true });
  const liar = scope.own(await startLiar(world.server.url));
  const aisyah = await world.newcomer('Aisyah', { serverUrl: liar.url });
  return { ...world, liar, aisyah, evidence: join(await scope.folder('saved'), 'evidence.json') };
});

test('reads what was shared and verifies it', async () => {
  const {
    aisyah: { page },
    affiliate,
  } = story();
  await acceptPolicy(page, { 'ads-relevance': true, 'friend-suggestions': true });
  const sent = await affiliate.waitFor(
    'get what was chosen and what came with it',
    holds('ads-relevance', 'friend-suggestions', 'understanding-use'),
  );
  const payloads = sent.flatMap((entry) =>
    entry.what === 'held' ? [canonicalJson(entry.payload)] : [],
  );
  await openSharing(page);
  await turn(switchOf(page, 'friend-suggestions'), false);
  await expect(sharingRow(page, 'friend-suggestions')).toContainText(
    like('sharing.state.offSince'),
  );
  await affiliate.waitFor('forget it', isForgotten('friend-suggestions'));

  await openShared(page);
  await page.getByRole('button', { name: english('log.check'), exact: true }).click();
  await expect(page.getByText(english('log.holds.title'))).toBeVisible();
  const items = page.locator('li[data-check]');
  await expect(items).toHaveCount(sent.length);
  await expect(page.locator('li[data-check="checked"]')).toHaveCount(sent.length);
  const closed = items.getByRole('button', { name: /^Show what was sent: / });
  // What is open is called otherwise, so the first is always one that is still closed.
  for (let left = sent.length; left > 0; left--) await closed.first().click();
  await expect(closed).toHaveCount(0);
  const shown = await page.getByRole('figure').allTextContents();
  expect(shown.toSorted()).toEqual(payloads.toSorted());
  await expect(items.and(page.locator('[data-purpose="friend-suggestions"]'))).toContainText(
    like('shared.deletion.confirmed'),
  );
  await page.getByRole('button', { name: english('log.watchers') }).click();
  await expect(page.getByText(/^witness\.example\/local, run by Persatuan Saksi\./)).toBeVisible();
  expect.soft(await findingsInBothThemes(page), 'what was shared').toEqual([]);
});

test('a forked log raises the alarm', async () => {
  const { aisyah, liar, server, evidence } = story();
  const { page } = aisyah;
  await saveInto(aisyah, evidence);
  liar.tell(forkOf(server.dataFolder));
  await page.getByRole('button', { name: english('log.check'), exact: true }).click();
  await expect(page.getByText(english('alarm.log.title'))).toBeVisible();
  await expect(page.getByText(english('alarm.log.two_roots')).first()).toBeVisible();
  expect.soft(await findingsInBothThemes(page), 'the alarm').toEqual([]);
  // It stays, whatever is told from then on.
  liar.tell((_path, body) => body);
  await page.reload();
  await expect(page.getByText(english('alarm.log.title'))).toBeVisible();
  await page.getByRole('button', { name: english('alarm.log.save') }).click();
  await expect(page.getByText(english('alarm.log.saved'))).toBeVisible();
  const text = await readFile(evidence, 'utf8');
  expect(text).toContain('two_roots');
  expect(text).toContain('/disclosures/1');
});
