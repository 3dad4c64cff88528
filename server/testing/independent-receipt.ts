// A second reading of receipt files, with nothing of the product in it: Node's crypto, and JSON as ECMAScript writes it.
import { createHash, createPublicKey, verify } from 'node:crypto';

interface Ordered {
  readonly record: string;
  readonly signature: string;
  readonly order: number;
  readonly receivedAt: number;
  readonly forked: boolean;
  readonly counterSignature: string;
}

const sha = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const isBy = (key: string | undefined, label: string, text: string, signature: string): boolean => {
  const x = Buffer.from(key ?? '', 'base64').toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const signed = Buffer.concat([Buffer.from(label), sha(text)]);
  return verify(null, signed, publicKey, Buffer.from(signature, 'base64'));
};

/** How many choices a receipt holds, all of them up to its head. Throws for whatever does not hold. */
export const readReceiptFile = (text: string): number => {
  const need = (holds: boolean, what: string, at: number): void => {
    if (!holds) throw new Error(`${what} of record ${at}`);
  };
  const { accountId, serverKey, devices, records, head } = JSON.parse(text);
  const lastOf = new Map<number, string>();
  let last = '0'.repeat(64);
  for (const [index, one] of (records as Ordered[]).entries()) {
    const { record, signature, order, receivedAt, forked, counterSignature } = one;
    const hash = sha(record).toString('hex');
    const said = JSON.parse(record);
    const key = devices.find((device: { deviceId: number }) => device.deviceId === said.deviceId);
    need(said.accountId === accountId && order === index + 1, 'place', order);
    need(isBy(key?.key, 'bisik-consent-record-v1', record, signature), 'signature', order);
    // Members in the order of the alphabet: canonical JSON of plain values is what ECMAScript writes.
    const statement = JSON.stringify({ accountId, forked, order, receivedAt, recordHash: hash });
    need(isBy(serverKey, 'bisik-consent-order-v1', statement, counterSignature), 'order', order);
    need((lastOf.get(said.deviceId) ?? null) === said.previous, 'chain', order);
    lastOf.set(said.deviceId, hash);
    last = sha(Buffer.from(last + hash, 'hex')).toString('hex');
  }
  const statement = JSON.stringify({ accountId, at: head.at, count: head.count, last: head.last });
  need(head.count === records.length && head.last === last, 'end', head.count);
  need(isBy(serverKey, 'bisik-consent-head-v1', statement, head.signature), 'head', head.count);
  return records.length;
};
