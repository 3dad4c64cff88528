import type { PublishedPolicies } from '../../contract/policy/in-force.ts';
import type { Context } from '../context.ts';
import { loadKnownKeys } from '../devices/known-keys.ts';
import { createCountries } from './countries.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createPublished } from './policies.ts';

/** What was read of an account’s sharing, kept as long as the database says the same. */
export interface Reading {
  readonly ledger: () => Ledger;
  /** `serverKey`: base64, the pinned server’s. */
  readonly published: (serverKey: string) => PublishedPolicies;
  /** Of a number in E.164. */
  readonly countriesOf: (number: string) => Promise<readonly string[]>;
  readonly forget: () => void;
}

/** What the parts of sharing work with. */
export interface SharingContext extends Context {
  readonly reading: Reading;
}

/** Reads nothing before it is asked. */
export const createReading = ({ choices, meta }: Context['store']): Reading => {
  const ledger = createLedger(choices, () => loadKnownKeys(meta));
  const published = createPublished(choices);
  const countries = createCountries();
  return {
    ledger: ledger.read,
    published: published.read,
    countriesOf: countries.of,
    forget: () => {
      ledger.forget();
      published.forget();
      countries.forget();
    },
  };
};
