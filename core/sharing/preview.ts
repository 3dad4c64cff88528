import { exampleFields, exampleHandle } from '../../contract/disclosure/example.ts';
import { buildPayload } from '../../contract/disclosure/payload.ts';
import { CodedError, isCodedError } from '../../contract/errors/coded-error.ts';
import { dayOf } from '../../contract/policy/fields.ts';
import { newestPolicy } from '../../contract/policy/in-force.ts';
import type { Purpose } from '../../contract/policy/purposes.ts';
import type { Draw } from '../../contract/wire/sharing.ts';
import type { Api } from '../connection/api.ts';
import type { Decided } from './state.ts';

export interface PreviewSources {
  readonly api: () => Api;
  readonly decided: () => Promise<Decided>;
  /** What this device would say, of what it alone knows, were it said now. */
  readonly ofDevice: (decided: Decided, purpose: Purpose) => Readonly<Record<string, unknown>>;
  readonly ownNumber: () => string | undefined;
}

export interface Preview {
  readonly payload: string | null;
  readonly exact: boolean;
}

const nothing: Preview = { payload: null, exact: false };

const drawsOf = async (api: Api): Promise<readonly Draw[] | null> => {
  try {
    return (await api('listDraws', {})).draws;
  } catch (error) {
    if (isCodedError(error)) return null;
    throw error;
  }
};

/**
 * The next payload of a purpose to a recipient, by the function that builds what is sent, out of what the server has drawn for it and what the
 * device would say. While it may not be sent it is an example: with what would be sent after a yes, and values that stand for those
 * that nobody counts or draws before it. Rejects with `not_found` for a row that no policy has.
 */
export const preview = async (
  { api, decided, ofDevice, ownNumber }: PreviewSources,
  asked: { readonly purpose: Purpose; readonly recipient: string },
): Promise<Preview> => {
  const draws = await drawsOf(api());
  if (draws === null) return nothing;
  const now = await decided();
  const isAsked = ({ purpose, recipient }: typeof asked): boolean =>
    purpose === asked.purpose && recipient === asked.recipient;
  const share = now.now.shares.find(isAsked);
  const version = now.now.inForce ?? newestPolicy(now.known.facts.policies);
  if (!share || !version) throw new CodedError('not_found');
  const draw = draws.find(isAsked);
  const row = share.row ?? share.offered;
  const known: Readonly<Record<string, unknown>> = {
    ...draw?.values,
    ...ofDevice(now, asked.purpose),
  };
  const exact =
    share.allowed && draw !== undefined && row.fields.every((field) => known[field] !== undefined);
  const [country, ...others] = now.known.facts.countries;
  const number = ownNumber();
  const example = {
    ...exampleFields,
    day: dayOf(now.known.facts.now),
    ...(number !== undefined && { phoneNumber: number }),
    ...(country !== undefined && others.length === 0 && { country }),
  };
  try {
    const payload = buildPayload(row, {
      policy: version.policy.id,
      deletionHandle: draw?.deletionHandle ?? exampleHandle,
      fields: exact ? known : { ...example, ...known },
    });
    return { payload, exact };
  } catch (error) {
    // The server named a value that no field can have: nothing of that could be sent either.
    if (error instanceof TypeError) return nothing;
    throw error;
  }
};
