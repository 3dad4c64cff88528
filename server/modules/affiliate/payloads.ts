import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Share, Sharing } from '../../../contract/consent/decide.ts';
import { buildPayload } from '../../../contract/disclosure/payload.ts';
import type { PolicyRow } from '../../../contract/policy/document.ts';
import { type FieldId, fieldCatalogue, isFieldId } from '../../../contract/policy/fields.ts';
import type { StoredDraw } from '../../store/types/affiliate.ts';
import type { Pseudonym } from './draws.ts';

export type FieldValues = Readonly<Record<string, unknown>>;

const countryOf = (number: string): string | undefined =>
  parsePhoneNumberFromString(number)?.country;

export interface Subject {
  readonly accountId: string;
  readonly number: string;
}

/** Values of those of `fields` that follow from the account. A country that cannot be told from the number is absent. */
export const accountValues = (
  { accountId, number }: Subject,
  { purpose, recipient, fields }: Pick<PolicyRow, 'purpose' | 'recipient' | 'fields'>,
  rotation: string,
  pseudonym: Pseudonym,
): FieldValues => ({
  ...(fields.includes('phoneNumber') && { phoneNumber: number }),
  ...(fields.includes('country') && { country: countryOf(number) }),
  ...(fields.includes('pseudonym') && {
    pseudonym: pseudonym({ accountId, recipient, purpose }, rotation),
  }),
});

/** The payload of an allowed share; null when a field has no value or one that cannot be expressed. */
export const payloadOf = (
  { inForce }: Sharing,
  { row }: Share,
  draw: StoredDraw,
  values: FieldValues,
): string | null => {
  if (row === null || inForce === null) return null;
  try {
    const { deletionHandle } = draw;
    return buildPayload(row, { policy: inForce.policy.id, deletionHandle, fields: values });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
};

const fieldsIn = (payload: string): FieldValues => {
  const value = JSON.parse(payload) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(value).filter(([key]) => isFieldId(key)));
};

/** Whether those very bytes are what would be built now. */
export const isStill = (
  payload: string,
  deletionHandle: string,
  sharing: Sharing,
  share: Share,
): boolean =>
  payloadOf(sharing, share, { deletionHandle, rotation: '' }, fieldsIn(payload)) === payload;

/** What a payload says besides what follows from the account. */
export const occasionIn = (payload: string): FieldValues =>
  Object.fromEntries(
    Object.entries(fieldsIn(payload)).filter(
      ([key]) => !isFieldId(key) || fieldCatalogue[key].speaksOf !== 'account',
    ),
  );

export const deletionHandleIn = (payload: string): string =>
  String((JSON.parse(payload) as Record<string, unknown>).deletionHandle);

/** Whether a payload holds exactly these fields. */
export const covers = (payload: string, fields: readonly FieldId[]): boolean => {
  const known = Object.keys(fieldsIn(payload));
  return known.length === fields.length && fields.every((field) => known.includes(field));
};

/** Whether all that a row shares follows from the account: there is no occasion to wait for. */
export const needsNoOccasion = ({ fields }: PolicyRow): boolean =>
  fields.every((field) => fieldCatalogue[field].speaksOf === 'account');

/** Fields of a row that the server knows. */
export const serverFields = (fields: readonly FieldId[]): readonly FieldId[] =>
  fields.filter((field) => fieldCatalogue[field].source === 'server');
