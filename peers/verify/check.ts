import { verify } from 'node:crypto';
import { type VerifySignature, verifyReceipt } from '../../contract/consent/receipt.ts';
import type { Receipt } from '../../contract/consent/receipt-file.ts';
import { type Language, words } from './words.ts';

/** The fixed start of an Ed25519 key as SPKI (RFC 8410 section 4); its 32 bytes follow. */
const spkiStart = Buffer.from('302a300506032b6570032100', 'hex');

const verifyEd25519: VerifySignature = (publicKey, signed, signature) => {
  const key = Buffer.concat([spkiStart, publicKey]);
  return verify(null, signed, { key, format: 'der', type: 'spki' }, signature);
};

/** As in `2026-11-24 02:45:26 UTC`: the same for every reader, wherever they are. */
const timeText = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const keyLines = (receipt: Receipt, told: string | null, language: Language): readonly string[] => {
  const say = words[language];
  const toldOrNot = told === null ? say.found : say.differs;
  const rows = [
    [say.account, receipt.accountId],
    [say.serverKey, `${receipt.serverKey}  (${receipt.serverKey === told ? say.told : toldOrNot})`],
    ...receipt.devices.map(({ deviceId, key }) => [
      say.deviceKey(deviceId),
      `${key}  (${say.found})`,
    ]),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return [
    ...rows.map(([name = '', value = '']) => `${name.padEnd(width)}  ${value}`),
    '',
    ...(told === null ? [say.serverUntold] : []),
    ...(receipt.devices.length > 0 ? [say.devicesUntold] : []),
  ];
};

export interface Checked {
  readonly complete: boolean;
  readonly text: string;
}

/** What there is to say of a receipt file. `serverKey`: base64, as the reader knows it, or null. */
export const checkReceipt = (
  file: Uint8Array,
  serverKey: string | null,
  language: Language,
): Checked => {
  const say = words[language];
  const verdict = verifyReceipt(file, verifyEd25519);
  if (!verdict.complete)
    return { complete: false, text: say.notComplete(say.faults[verdict.fault](verdict.record)) };
  const { receipt, upTo } = verdict;
  const complete = serverKey === null || serverKey === receipt.serverKey;
  const first = complete
    ? say.complete(timeText(upTo), receipt.records.length)
    : say.notComplete(say.otherServer);
  return { complete, text: [first, '', ...keyLines(receipt, serverKey, language)].join('\n') };
};
