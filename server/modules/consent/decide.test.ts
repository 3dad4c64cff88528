import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import { recordSignatureBytes } from '../../../contract/consent/signing.ts';
import { createAccount, type Said } from '../../../contract/consent/testing/account.ts';
import { hashPolicy } from '../../../contract/policy/in-force.ts';
import { dayMs, newYear, somePolicy } from '../../../contract/policy/testing/policies.ts';
import type { CallContext } from '../../http/handlers.ts';
import { createSection } from '../../platform/section.ts';
import { openSqliteStore } from '../../store/sqlite/store.ts';
import { addAccount, fakeDeviceKeys } from '../../store/testing/rows.ts';
import type { Device } from '../../store/types.ts';
import { createTestClock } from '../../testing/test-clock.ts';
import { createConsent } from './consent.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bisik-decide-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const policy = somePolicy();
const keys = generateKeyPairSync('ed25519');
const signingKey = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
const signOf = (record: string) =>
  sign(null, recordSignatureBytes(record), keys.privateKey).toString('base64');

const sayings: Readonly<Record<string, Omit<Said, 'at' | 'policy'>>> = {
  accepts: { method: 'acceptance', decisions: [['ads-relevance', 'notified']] },
  refuses: { method: 'acceptance', decisions: [['ads-relevance', 'refused']] },
  yes: { decisions: [['ads-relevance', 'given']] },
  no: { decisions: [['ads-relevance', 'withdrawn']] },
  friends: { decisions: [['friend-suggestions', 'given']] },
  all: { method: 'global_opt_out' },
  ended: { method: 'global_opt_out_ended' },
  lost: { method: 'stricter_after_damage' },
};
const step = fc.oneof(
  fc.record({
    what: fc.constantFrom(...Object.keys(sayings)),
    device: fc.nat(1),
    online: fc.boolean(),
    looks: fc.boolean(),
  }),
  fc.record({ wait: fc.integer({ min: 5, max: 40 }) }),
  fc.record({ rewind: fc.integer({ min: 1, max: 2 }), device: fc.nat(1) }),
);

it('decides over what is stored as the rules decide over what was said', async () => {
  const file = join(folder, 'store.db');
  const store = openSqliteStore({ file });
  let shared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 16 }),
      fc.boolean(),
      async (then, begins) => {
        const accepts = { what: 'accepts', device: 0, online: true, looks: true };
        const steps = begins ? [accepts, ...then] : then;
        const device = fakeDeviceKeys({ signingKey: Buffer.from(signingKey).toString('base64') });
        const { device: first } = await addAccount(store, { device });
        const account = createAccount(first.accountId);
        // Two devices of one account cannot be registered yet: for the rules it is the number in the record that counts.
        const callers: readonly Device[] = [first, { ...first, deviceId: 2 }];
        const devices = [account.device(1), account.device(2)];
        const clock = createTestClock(newYear + 1);
        const consent = createConsent({
          store: store.consent,
          published: async () => ({ policies: [hashPolicy(policy)], unknownPolicies: false }),
          clock,
          section: createSection(),
          affiliate: () => null,
          onTaken: () => undefined,
          sign: () => new Uint8Array(64),
          present: async () => undefined,
          onFailed: () => undefined,
        });
        const deliver = async (index: number) => {
          const [own, caller] = [devices[index], callers[index]];
          if (!own || !caller) return;
          for (const waits of own.pending()) {
            const record = canonicalJson(waits.record);
            const request = {
              records: [{ record, signature: signOf(record) }],
              latest: null,
              checkpoint: null,
            };
            try {
              await consent.handlers.addConsentRecords(request, {
                caller,
                source: '',
              } as CallContext);
              account.deliver(waits, clock.now());
            } catch (error) {
              expect(error).toMatchObject({ code: 'choice_locked' });
              // The app takes it back, with what came after it.
              own.rewind(own.pending().length);
              return;
            }
          }
        };
        for (const next of steps) {
          if ('wait' in next) clock.advance(next.wait * dayMs);
          else if ('rewind' in next) devices[next.device]?.rewind(next.rewind);
          else {
            const own = devices[next.device];
            const said = sayings[next.what];
            if (next.looks) own?.look();
            if (own && said) own.say({ at: clock.now(), policy, ...said });
            if (next.online) await deliver(next.device);
          }
          const decided = await consent.decide(first.accountRef);
          expect(decided).toEqual(account.decide([policy], clock.now()));
          if (decided?.shares.some(({ allowed, chosen }) => allowed && chosen)) shared++;
        }
      },
    ),
    { numRuns: 100 },
  );
  expect(shared).toBeGreaterThan(10);
  await store.close();
}, 60_000);
