import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaVersion } from '../migrations/index.ts';
import {
  accountId,
  addChat,
  chatId,
  choice,
  createFolder,
  messageId,
  openWorking,
  optionsIn,
} from './sample.ts';
import { prepare } from './write-points.ts';

/**
 * Writes `fixtures/v<version>.db` of the present version: `node --import tsx core/store/testing/make-fixture.ts`. Run once when a version
 * is released; a fixture is never made again.
 */
const folder = createFolder();
const options = optionsIn(folder.path);
const store = await openWorking(options);
addChat(store, 1);
prepare(store);
store.choices.add(choice(1));
store.choices.setTail(choice(1).hash);
store.disclosures.keep({ disclosureId: 'd1', number: 1, content: '{}', verdict: 'checked' });
store.chats.setTimer(chatId(1), { afterS: 3_600, version: 1, untold: false });
store.registers.put({ key: 'privacy.sendTyping', writes: '{}' });
store.sync.note(
  { what: 'sent', accountId: accountId(1), messageId: messageId(2), outgoing: true, acceptedAt: 1 },
  1,
);
await store.close();
const target = join(import.meta.dirname, '..', 'fixtures', `v${schemaVersion}.db`);
copyFileSync(options.file, target);
folder.remove();
