import { canonicalJson } from '../canonical-json.ts';
import { type FieldId, fieldCatalogue, isFieldId } from '../policy/fields.ts';
import type { Purpose } from '../policy/purposes.ts';

/** Which row of which version a payload is built by. */
export interface PayloadRow {
  readonly purpose: Purpose;
  readonly fields: readonly FieldId[];
}

/** 32 random bytes as base64url: by it, and once only, the recipient can be told to delete. */
export const deletionHandlePattern = /^[A-Za-z0-9_-]{43}$/;

/** What is known for a payload; fields that the row does not name stay behind. */
export interface PayloadValues {
  readonly policy: string;
  readonly deletionHandle: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const checkedValue = (row: PayloadRow, field: string, values: PayloadValues['fields']): unknown => {
  if (!isFieldId(field)) throw new TypeError(`${field} is not in the field catalogue`);
  const { schema, purposes } = fieldCatalogue[field];
  if (!(purposes as readonly Purpose[]).includes(row.purpose))
    throw new TypeError(`${field} may not be used for ${row.purpose}`);
  const parsed = schema.safeParse(Object.hasOwn(values, field) ? values[field] : undefined);
  if (!parsed.success) throw new TypeError(`no valid value for ${field}`);
  return parsed.data;
};

/**
 * The bytes that leave for a recipient, as text: canonical JSON (RFC 8785) of the deletion handle, the policy's id, the purpose
 * and exactly the fields of `row`. Preview and sender call this same function: the same values give the same bytes. Throws a
 * TypeError for a field that the catalogue does not have or does not allow for the purpose, and for a value that is missing or not of
 * its field; such a payload cannot be expressed.
 */
export const buildPayload = (row: PayloadRow, values: PayloadValues): string => {
  if (!deletionHandlePattern.test(values.deletionHandle))
    throw new TypeError('no valid deletion handle');
  const fields = row.fields.map(
    (field) => [field, checkedValue(row, field, values.fields)] as const,
  );
  return canonicalJson({
    ...Object.fromEntries(fields),
    deletionHandle: values.deletionHandle,
    policy: values.policy,
    purpose: row.purpose,
  });
};
