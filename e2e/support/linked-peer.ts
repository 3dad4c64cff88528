import type { Page } from '@playwright/test';
import type { Messenger } from '../../core/index.ts';
import { openMessenger, type Peer } from './peer.ts';
import type { Scope } from './scope.ts';
import { openLinkDialog, pasteCode } from './screens/linking.ts';
import { waitFor } from './wait.ts';
import { english } from './words.ts';

interface Joining {
  readonly serverUrl: string;
  readonly name: string;
}

/** A device without a window that shows a code. `join` confirms once that was answered. */
const showCode = async (scope: Scope, { serverUrl, name }: Joining) => {
  const folder = await scope.folder('linked');
  const messenger = scope.own((await openMessenger({ folder, serverUrl })).messenger);
  const { account, devices } = messenger.handlers;
  const { publicKey } = await account.describeServer({ url: serverUrl });
  await account.chooseServer({ url: serverUrl, publicKey });
  const { joining } = await devices.showCode({ deviceName: name });
  if (joining?.stage !== 'showing') throw new Error('no code is shown');
  const join = async (): Promise<Messenger> => {
    await waitFor(async () => (await devices.get({})).joining?.stage === 'answered', {
      what: `${name} to be answered`,
    });
    await devices.confirm({});
    await waitFor(async () => (await account.get({})).phase === 'ready', {
      what: `${name} to be linked`,
    });
    return messenger;
  };
  return { code: joining.code, join };
};

/** One more device of the person at a window, without a window of its own; linked by the text of its code. */
export const linkPeer = async (
  { page }: { readonly page: Page },
  scope: Scope,
  joining: Joining,
): Promise<Messenger> => {
  const { code, join } = await showCode(scope, joining);
  const dialog = await openLinkDialog(page);
  await pasteCode(dialog, code);
  await dialog
    .getByRole('radio', { name: english('linking.history.empty') })
    .check({ force: true });
  await dialog.getByRole('button', { name: english('linking.yes'), exact: true }).click();
  const messenger = await join();
  await dialog.getByRole('button', { name: english('linking.finish') }).click();
  return messenger;
};

/** One more device of a person without a window. */
export const linkToPeer = async (
  { messenger: { handlers } }: Pick<Peer, 'messenger'>,
  scope: Scope,
  joining: Joining,
): Promise<Messenger> => {
  const { code, join } = await showCode(scope, joining);
  await handlers.devices.readCode({ code });
  await handlers.devices.approve({ code, withHistory: false });
  return join();
};
