import { generateKeyPairSync, sign } from 'node:crypto';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import { firstLast, nextLast } from '../../../contract/consent/receipt.ts';
import type { Receipt } from '../../../contract/consent/receipt-file.ts';
import {
  headSignatureBytes,
  orderSignatureBytes,
  recordSignatureBytes,
} from '../../../contract/consent/signing.ts';
import { createAccount } from '../../../contract/consent/testing/account.ts';
import { accepted, policy, says } from '../../../contract/consent/testing/said.ts';
import { newYear } from '../../../contract/policy/testing/policies.ts';

const keyPair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    key: publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64'),
    sign: (bytes: Uint8Array) => sign(null, bytes, privateKey).toString('base64'),
  };
};

/** Four records of two devices, signed by both and by a server, up to 2026-01-01T00:01:39Z. */
export const signedReceipt = (): Receipt => {
  const [server, ...devices] = [keyPair(), keyPair(), keyPair()] as const;
  const account = createAccount();
  const [phone, laptop] = [account.device(1), account.device(2)];
  const said = [
    phone.say(accepted(newYear, 'given')),
    phone.say(says('withdrawn', newYear + 1_000)),
    laptop.say(says('given', newYear + 2_000)),
    phone.say(says('given', newYear + 3_000)),
  ];
  let last = firstLast;
  const records = said.map(({ hash, record }, index) => {
    if (!record) throw new Error('unreadable');
    last = nextLast(last, hash);
    const { accountId, at: receivedAt, deviceId } = record;
    const statement = { accountId, order: index + 1, receivedAt, recordHash: hash, forked: false };
    const text = canonicalJson(record);
    const device = devices[deviceId - 1] ?? devices[0];
    return {
      record: text,
      order: index + 1,
      receivedAt,
      forked: false,
      signature: device.sign(recordSignatureBytes(text)),
      counterSignature: server.sign(orderSignatureBytes(statement)),
    };
  });
  const { accountId = '', policyHash = '' } = said[0]?.record ?? {};
  const head = { accountId, count: records.length, last, at: newYear + 99_000 };
  return {
    format: 'bisik-receipt',
    v: 1,
    accountId,
    serverKey: server.key,
    devices: devices.map(({ key }, index) => ({ deviceId: index + 1, key })),
    policies: [{ id: policy.id, hash: policyHash }],
    records,
    head: { ...head, signature: server.sign(headSignatureBytes(head)) },
  };
};
