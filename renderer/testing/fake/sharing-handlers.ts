import { isTickedAtFirst } from '../../../contract/consent/regime.ts';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { EngineDomains } from '../../../contract/ipc/index.ts';
import type { SharingRow, SharingState } from '../../../contract/ipc/sharing/state.ts';
import { comparePolicies } from '../../../contract/policy/compare.ts';
import { isChosenPurpose } from '../../../contract/policy/purposes.ts';
import type { World } from './world.ts';

const pageSize = 50;
const itemsPage = 20;
const weekMs = 7 * 86_400_000;

type SharingDomains = Pick<EngineDomains, 'sharing' | 'disclosures'>;
type Emit = (name: string, payload: unknown) => void;

/** Answers about sharing as an engine would give them, without the rules behind: what is said is what holds. */
export const sharingHandlers = (
  world: World,
  emit: Emit,
): { [D in keyof SharingDomains]: Handlers<SharingDomains[D]> } => {
  const own = () => world.sharing;
  const put = (change: Partial<SharingState>) => {
    own().state = { ...own().state, ...change };
    emit('sharing.changed', own().state);
    return own().state;
  };
  const log = () => {
    emit('disclosures.changed', own().log);
    return own().log;
  };
  const ask = (call: string, input: unknown) => own().asked.push({ call, input });
  const saved = () =>
    world.connection.state === 'online'
      ? { waitingSince: null, serverSince: own().state.now }
      : { waitingSince: own().state.now, serverSince: null };
  const turned = (row: SharingRow, on: boolean): SharingRow => ({
    ...row,
    on,
    allowed: on && world.connection.state === 'online',
    because: on ? 'allowed' : 'refused',
    state: on ? 'given' : 'withdrawn',
    saved: saved(),
  });
  const policyOf = (hash: string) => {
    const policy = own().policies.get(hash);
    if (!policy) throw new CodedError('not_found');
    return policy;
  };
  const nameOf = (hash: string) => {
    const { id, publishedAt, effectiveAt, objectionWindowDays } = policyOf(hash);
    return { id, hash, publishedAt, effectiveAt, objectionWindowDays };
  };
  return {
    sharing: {
      get: async () => own().state,
      refresh: async () => own().state,
      readPolicy: async ({ hash }) => {
        const policy = policyOf(hash);
        const { accepted, regime } = own().state;
        const before = accepted ? policyOf(accepted.hash) : null;
        return {
          policy,
          changes: comparePolicies(before, policy).map((change) => ({
            ...change,
            wider: [...change.wider],
            narrower: [...change.narrower],
          })),
          boxes: policy.rows.flatMap((row) =>
            isChosenPurpose(row.purpose)
              ? {
                  purpose: row.purpose,
                  recipient: row.recipient,
                  ticked: isTickedAtFirst(row, regime ?? 'opt-in'),
                }
              : [],
          ),
        };
      },
      accept: async (input) => {
        ask('accept', input);
        const ticked = ({ purpose, recipient }: SharingRow) =>
          input.choices.some(
            (one) => one.purpose === purpose && one.recipient === recipient && one.ticked,
          );
        return put({
          accepted: nameOf(input.policyHash),
          ask: null,
          shares: own().state.shares.map((row) =>
            row.chosen
              ? turned(row, ticked(row))
              : { ...row, allowed: true, because: 'allowed', state: 'required' },
          ),
        });
      },
      notNow: async (input) => {
        ask('notNow', input);
        const { ask: asking, now } = own().state;
        return put({ ask: asking && { ...asking, due: false, notBefore: now + weekMs } });
      },
      choose: async (input) => {
        ask('choose', input);
        const { purpose, recipient, on } = input;
        return put({
          shares: own().state.shares.map((row) => {
            if (row.purpose !== purpose || row.recipient !== recipient) return row;
            if (row.locked) throw new CodedError('choice_locked');
            return turned(row, on);
          }),
        });
      },
      setGlobalOptOut: async (input) => {
        ask('setGlobalOptOut', input);
        return put({
          globalOptOut: { on: input.on, saved: saved() },
          shares: own().state.shares.map((row) =>
            row.chosen && input.on
              ? { ...turned(row, false), because: 'global_opt_out', state: 'objected' }
              : row.because === 'global_opt_out'
                ? { ...row, because: 'refused' }
                : row,
          ),
        });
      },
      pickRegime: async (input) => {
        ask('pickRegime', input);
        const { regime } = input;
        const { ownRegime } = own().state;
        return put({ pickedRegime: regime, regime: regime ?? ownRegime });
      },
      readRefusal: async () => put({ refused: null }),
      preview: async ({ purpose }) => own().previews[purpose] ?? { payload: null, exact: false },
      history: async ({ skip }) => ({
        choices: own().history.slice(skip, skip + pageSize),
        more: own().history.length > skip + pageSize,
      }),
      exportReceipt: async () => own().receipt,
      verifyReceipt: async (input) => {
        ask('verifyReceipt', input);
        return own().verdict;
      },
      opened: async () => {
        own().opened++;
        return {};
      },
      suggestions: async () => ({ suggestions: own().suggestions }),
    },
    disclosures: {
      list: async ({ before }) => {
        const older = own().items.filter(({ number }) => before === 0 || number < before);
        return {
          items: older.slice(0, itemsPage),
          more: older.length > itemsPage,
          total: own().items.length,
        };
      },
      log: async () => own().log,
      check: async () => {
        ask('check', {});
        return log();
      },
      exportEvidence: async () => {
        if (own().log.state !== 'alarm') throw new CodedError('bad_request');
        return own().evidence;
      },
      readRestored: async () => {
        own().log = { ...own().log, state: 'holds' };
        return log();
      },
    },
  };
};
