import { expect, test } from '../../fixtures.ts';
import { findingsInBothThemes } from '../../support/accessibility.ts';
import { otherLabelKey } from '../../support/network/other-label-key.ts';
import { startChat, write } from '../../support/screens/chats.ts';
import { encryptionLine } from '../../support/screens/encryption.ts';
import { english } from '../../support/words.ts';

test('a server that finds people under another key than before: it is told and can be put away, whom one finds is not checked, and nothing waits', async ({
  liedTo,
  newPeer,
  world,
}) => {
  test.setTimeout(180_000);
  const { page, number, liar } = await liedTo();
  const [daniel, eka] = [await newPeer('Daniel'), await newPeer('Eka')];
  await startChat(page, eka.number);
  await write(page, 'Salam Eka');
  await expect(encryptionLine(page, 'not_verified')).toBeVisible();

  liar.tell(otherLabelKey(world.server.dataFolder));
  await startChat(page, daniel.number);
  const title = english('alarm.keys.label_key.title');
  const alarm = page.getByRole('region', { name: title });
  await expect(alarm).toBeVisible();
  await write(page, 'Sampai juga');
  await daniel.waitForText((await daniel.chatNamed('Aisyah')).chatId, 'Sampai juga');
  await expect(encryptionLine(page, 'check_unavailable')).toBeVisible();

  await alarm.getByRole('button', { name: english('withheld.more') }).click();
  const advice = page.getByRole('dialog', { name: title });
  await expect(advice.getByText(english('alarm.keys.label_key.meanwhile'))).toBeVisible();
  expect.soft(await findingsInBothThemes(page), 'what the alarm means').toEqual([]);
  await advice.getByRole('button', { name: english('alarm.goOn.open') }).click();
  const asking = page.getByRole('alertdialog', { name: english('alarm.goOn.title') });
  await asking.getByRole('textbox', { name: english('remove.type') }).fill(number);
  await asking.getByRole('button', { name: english('alarm.goOn.yes'), exact: true }).click();
  await expect(alarm).toBeHidden();
  await expect(encryptionLine(page, 'check_unavailable')).toBeVisible();
});
