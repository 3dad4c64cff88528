import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../types.ts';
import { accountContract } from './account-contract.ts';
import { affiliateContract } from './affiliate-contract.ts';
import { consentContract } from './consent-contract.ts';
import type { ContractContext } from './contract-context.ts';
import { deviceContract } from './device-contract.ts';
import { formerTokenContract } from './former-token-contract.ts';
import { keyContract } from './key-contract.ts';
import { keyLabelContract } from './key-label-contract.ts';
import { keyMapContract } from './key-map-contract.ts';
import { logContract } from './log-contract.ts';
import { peopleContract } from './people-contract.ts';
import { policyContract } from './policy-contract.ts';
import { registrationContract } from './registration-contract.ts';
import { relayContract } from './relay-contract.ts';

/** How a suite gets a fresh store, and opens what it wrote once more. */
export interface StoreUnderTest {
  readonly open: () => Promise<Store>;
  /** Everything in every table, as text; bytes as hex. */
  readonly dump: () => Promise<string>;
  readonly discard: () => Promise<void>;
}

/** What every store must do. Each kind of store runs the same suite. */
export const storeContract = (name: string, create: () => Promise<StoreUnderTest>): void => {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      under = await create();
      store = await under.open();
    });
    afterEach(async () => {
      await store.close();
      await under.discard();
    });
    const context: ContractContext = {
      store: () => store,
      reopen: async () => {
        await store.close();
        store = await under.open();
        return store;
      },
      dump: () => under.dump(),
    };
    describe('registrations', () => registrationContract(context));
    describe('accounts', () => accountContract(context));
    describe('devices', () => deviceContract(context));
    describe('former tokens', () => formerTokenContract(context));
    describe('keys', () => keyContract(context));
    describe('log', () => logContract(context));
    describe('map of keys', () => keyMapContract(context));
    describe('labels in the map of keys', () => keyLabelContract(context));
    describe('policies', () => policyContract(context));
    describe('consent', () => consentContract(context));
    describe('affiliate', () => affiliateContract(context));
    describe('people', () => peopleContract(context));
    describe('relay', () => relayContract(context));
  });
};
