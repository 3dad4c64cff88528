import type * as z from 'zod/mini';
import { hashOfText } from '../../../contract/canonical-json.ts';
import { disclosureEntry, nonceLength } from '../../../contract/disclosure/entry.ts';
import {
  type disclosureSchema,
  type Opening,
  openingSchema,
} from '../../../contract/disclosure/opening.ts';
import type { Policy } from '../../../contract/policy/document.ts';
import { fieldCatalogue } from '../../../contract/policy/fields.ts';
import { fromBase64 } from '../../../contract/transparency/base64.ts';

export type Disclosure = z.infer<typeof disclosureSchema>;
export type AboutToSend = Extract<Opening, { kind: 'about_to_send' }>;

/** What does not fit within a disclosure itself; the log is not asked. */
export type Fault = 'payload_differs' | 'entry_missing';

export interface PlacedEntry {
  readonly epoch: number;
  readonly index: number;
  /** What the log must hold at that place. */
  readonly entry: Uint8Array;
}

export interface Disclosed {
  readonly about: AboutToSend | null;
  readonly openings: readonly Opening[];
  readonly entries: readonly PlacedEntry[];
  readonly fault: Fault | null;
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const besides: readonly string[] = ['deletionHandle', 'policy', 'purpose'];

/** Whether the bytes are those of the opening, and say what it says. */
const fits = (payload: string, about: AboutToSend): boolean => {
  const said = parseJson(payload);
  if (hashOfText(payload) !== about.payloadHash) return false;
  if (typeof said !== 'object' || said === null) return false;
  const { purpose, policy } = said as Record<string, unknown>;
  const fields = Object.keys(said).filter((key) => !besides.includes(key));
  const same = fields.toSorted().join() === about.fields.toSorted().join();
  return purpose === about.purpose && policy === about.policy && same;
};

/** Reads what the person was given to open their entries of the log with. */
export const readDisclosed = ({ disclosureId, payload, entries }: Disclosure): Disclosed => {
  const placed: PlacedEntry[] = [];
  const openings: Opening[] = [];
  let whole = true;
  for (const { epoch, index, nonce, opening } of entries) {
    const bytes = fromBase64(nonce);
    const parsed = openingSchema.safeParse(parseJson(opening));
    if (bytes?.length !== nonceLength || !parsed.success) {
      whole = false;
      continue;
    }
    whole &&= parsed.data.disclosureId === disclosureId;
    openings.push(parsed.data);
    placed.push({ epoch, index, entry: disclosureEntry(bytes, opening) });
  }
  const abouts = openings.filter((one) => one.kind === 'about_to_send');
  const [about = null] = abouts;
  const differs = abouts.some((one) => !fits(payload, one));
  const missing = !whole || abouts.length !== 1;
  return {
    about,
    openings,
    entries: placed,
    fault: differs ? 'payload_differs' : missing ? 'entry_missing' : null,
  };
};

/**
 * Whether the version that it names lets it leave. Of a version that is not known here only the field catalogue can say no: no version may
 * use a field for another purpose.
 */
export const isInPolicy = (about: AboutToSend, policies: readonly Policy[]): boolean => {
  const { purpose: named } = about;
  const couldBe = about.fields.every((field) =>
    fieldCatalogue[field].purposes.some((purpose) => purpose === named),
  );
  if (!couldBe) return false;
  const policy = policies.find(({ id }) => id === about.policy);
  if (!policy) return true;
  return policy.rows.some(
    ({ purpose, recipient, fields }) =>
      purpose === about.purpose &&
      recipient === about.recipient &&
      about.fields.every((field) => fields.includes(field)),
  );
};
