import * as z from 'zod/mini';
import { canonicalJson } from '../canonical-json.ts';
import { accountIdSchema, bytesSchema, deviceIdSchema } from '../ids.ts';
import { hashSchema, policyIdSchema } from '../policy/document.ts';
import { bytesToUtf8, utf8ToBytes } from '../utf8.ts';
import {
  type OrderedRecord,
  orderedRecordSchema,
  type ReceiptHead,
  receiptHeadSchema,
} from './record.ts';

const noRecords = z.array(z.never());
const openingSchema = z.strictObject({
  format: z.literal('bisik-receipt'),
  v: z.literal(1),
  accountId: accountIdSchema,
  /** Ed25519, 32 bytes: the key that gave the orders and signed the head. */
  serverKey: bytesSchema(32),
  /** The Ed25519 keys, 32 bytes, of the devices that signed. */
  devices: z.array(z.strictObject({ deviceId: deviceIdSchema, key: bytesSchema(32) })),
  /** The versions that the records speak of. */
  policies: z.array(z.strictObject({ id: policyIdSchema, hash: hashSchema })),
  records: noRecords,
});
const recordSchema = z.strictObject(orderedRecordSchema.shape);
const endingSchema = z.strictObject({
  records: noRecords,
  head: z.strictObject(receiptHeadSchema.shape),
});

/** The content of a receipt file: every choice of an account, with what is needed to check it without anybody’s help. */
export type Receipt = Omit<z.infer<typeof openingSchema>, 'records'> & {
  readonly records: readonly OrderedRecord[];
  readonly head: ReceiptHead;
};

// One record a line, so that damage can be named.
const openingLine = ({
  format,
  v,
  accountId,
  serverKey,
  devices,
  policies,
}: Omit<Receipt, 'records' | 'head'>) =>
  `${canonicalJson({ format, v, accountId, serverKey, devices, policies }).slice(0, -1)},"records":[`;
const endingLine = ({ head }: Pick<Receipt, 'head'>) => `],"head":${canonicalJson(head)}}`;

/** The file, as UTF-8: JSON that ends with the signed head. */
export const writeReceipt = (receipt: Receipt): Uint8Array => {
  const records = receipt.records.map((record) => canonicalJson(record)).join(',\n');
  return utf8ToBytes(`${openingLine(receipt)}\n${records}\n${endingLine(receipt)}\n`);
};

/** A file that is not as it was written. `record`: the line, from 1, or null when it is none of the records. */
export interface ReceiptDamage {
  readonly damaged: true;
  readonly record: number | null;
}

const linesOf = (bytes: Uint8Array): readonly Uint8Array[] => {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return [...lines, bytes.subarray(from)];
};

/** The value that a line writes between `before` and `after`; null unless it is written exactly as `toLine` does. */
const readLine = <T>(
  schema: z.ZodMiniType<T>,
  line: Uint8Array | undefined,
  [before, after]: readonly [string, string],
  toLine: (value: T) => string,
): T | null => {
  try {
    const text = bytesToUtf8(line ?? new Uint8Array());
    const parsed = schema.safeParse(JSON.parse(before + text + after));
    return parsed.success && toLine(parsed.data) === text ? parsed.data : null;
  } catch {
    return null;
  }
};

/** Reads what `writeReceipt` wrote, byte for byte, and nothing else. Never throws. */
export const readReceipt = (bytes: Uint8Array): Receipt | ReceiptDamage => {
  const lines = linesOf(bytes);
  const opening = readLine(openingSchema, lines[0], ['', ']}'], openingLine);
  const ending = readLine(endingSchema, lines.at(-2), ['{"records":[', ''], endingLine);
  const middle = lines.slice(1, -2);
  const written = middle.length === 1 && middle[0]?.length === 0 ? [] : middle;
  const records: OrderedRecord[] = [];
  for (const [index, line] of written.entries()) {
    const comma = index < written.length - 1 ? ',' : '';
    const record = readLine(
      recordSchema,
      comma === '' || line.at(-1) === 44 ? line.subarray(0, line.length - comma.length) : undefined,
      ['', ''],
      canonicalJson,
    );
    if (record === null) return { damaged: true, record: index + 1 };
    records.push(record);
  }
  if (opening === null || ending === null || lines.at(-1)?.length !== 0)
    return { damaged: true, record: null };
  return { ...opening, records, head: ending.head };
};
