import { writeSync } from 'node:fs';
import { openWorking, outboxRow, sampleKey, textMessage } from './sample.ts';

/**
 * A program that writes until it is killed: batches of received messages with a session, a message to send and a removal from the outbox,
 * one transaction each. After each commit it says the number of the next batch on stdout.
 */
const [file = '', from = '0'] = process.argv.slice(2);
const store = await openWorking({ file, key: sampleKey, clock: { now: Date.now } });
for (let batch = Number(from); ; batch++) {
  store.transaction(() => {
    const received = Array.from({ length: 7 }, (_, index) => textMessage(batch * 10 + index));
    store.keys.saveSessions([
      {
        accountId: outboxRow(0).accountId,
        deviceId: 1,
        record: new Uint8Array(2_500).fill(batch % 256),
      },
    ]);
    store.messages.add(received);
    store.messages.add([textMessage(batch * 10 + 9, { outgoing: true })]);
    store.outbox.add([outboxRow(batch * 10 + 9)]);
    if (batch > 2) store.outbox.remove([outboxRow((batch - 2) * 10 + 9).id]);
  });
  writeSync(1, `${batch + 1}\n`);
}
