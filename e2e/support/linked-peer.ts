import type { Page } from '@playwright/test';
import type { Messenger } from '../../core/index.ts';
import { openMessenger } from './peer.ts';
import type { Scope } from './scope.ts';
import { openLinkDialog, pasteCode } from './screens/linking.ts';
import { waitFor } from './wait.ts';
import { english } from './words.ts';

/** One more device of the person at a window, without a window of its own; linked by the text of its code. */
export const linkPeer = async (
  { page }: { readonly page: Page },
  scope: Scope,
  { serverUrl, name }: { readonly serverUrl: string; readonly name: string },
): Promise<Messenger> => {
  const folder = await scope.folder('linked');
  const messenger = scope.own((await openMessenger({ folder, serverUrl })).messenger);
  const { account, devices } = messenger.handlers;
  const { publicKey } = await account.describeServer({ url: serverUrl });
  await account.chooseServer({ url: serverUrl, publicKey });
  const shown = await devices.showCode({ deviceName: name });
  if (shown.joining?.stage !== 'showing') throw new Error('no code is shown');
  const dialog = await openLinkDialog(page);
  await pasteCode(dialog, shown.joining.code);
  await dialog
    .getByRole('radio', { name: english('linking.history.empty') })
    .check({ force: true });
  await dialog.getByRole('button', { name: english('linking.yes'), exact: true }).click();
  await waitFor(async () => (await devices.get({})).joining?.stage === 'answered', {
    what: `${name} to be answered`,
  });
  await devices.confirm({});
  await waitFor(async () => (await account.get({})).phase === 'ready', {
    what: `${name} to be linked`,
  });
  await dialog.getByRole('button', { name: english('linking.finish') }).click();
  return messenger;
};
