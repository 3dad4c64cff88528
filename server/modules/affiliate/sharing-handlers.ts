import type { Share, Sharing } from '../../../contract/consent/decide.ts';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { dayOf } from '../../../contract/policy/fields.ts';
import type { Purpose } from '../../../contract/policy/purposes.ts';
import type { EndpointRequest } from '../../../contract/wire/endpoint.ts';
import type { Endpoints } from '../../../contract/wire/http.ts';
import { limits } from '../../../contract/wire/limits.ts';
import type { Draw } from '../../../contract/wire/sharing.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RandomBytes } from '../../platform/random.ts';
import type { Section } from '../../platform/section.ts';
import type { AffiliateStore, NewDraw, SubmittedDay } from '../../store/types/affiliate.ts';
import type { AccountRef, Device } from '../../store/types.ts';
import { newDraw, type Pseudonym } from './draws.ts';
import { accountValues, type FieldValues, type Subject, serverFields } from './payloads.ts';
import { sharesWith } from './recipient.ts';
import type { Suggestions } from './suggestions.ts';

export type SharingHandlers = Pick<
  Handlers,
  'listDraws' | 'submitUsage' | 'listDisclosures' | 'listSuggestions'
>;

export interface SharingHandlerDependencies {
  readonly store: AffiliateStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly section: Section;
  readonly decide: (account: AccountRef) => Promise<Sharing | null>;
  readonly subject: (account: AccountRef) => Promise<Subject | null>;
  readonly pseudonym: Pseudonym;
  readonly name: string;
  readonly suggestions: Suggestions;
  /** What the fields that speak of a day would say of today so far. */
  readonly occasion: (account: AccountRef) => Promise<FieldValues>;
  readonly onSubmitted: () => void;
}

const dayMs = 86_400_000;
const pageSize = limits.maxDisclosuresPerPage;

/** What was shared, of whichever affiliate; there also when there is none any more. */
const createListDisclosures =
  (store: AffiliateStore): Handlers['listDisclosures'] =>
  async ({ before }, context) => {
    const from = before === 0 ? Number.MAX_SAFE_INTEGER : before;
    const { accountRef } = callerOf(context);
    const { disclosures, total } = await store.list(accountRef, from, pageSize + 1);
    return {
      disclosures: disclosures.slice(0, pageSize).map((disclosure) => ({
        ...disclosure,
        entries: disclosure.entries.map((entry) => ({
          ...entry,
          nonce: Buffer.from(entry.nonce).toString('base64'),
        })),
      })),
      more: disclosures.length > pageSize,
      total,
    };
  };

/** Without an affiliate nothing is drawn, taken or suggested. */
export const withoutAffiliate = (store: AffiliateStore): SharingHandlers => ({
  listDisclosures: createListDisclosures(store),
  listDraws: async () => ({ draws: [] }),
  submitUsage: async () => {
    throw new CodedError('choice_refused');
  },
  listSuggestions: async () => {
    throw new CodedError('choice_refused');
  },
});

export const createSharingHandlers = (
  dependencies: SharingHandlerDependencies,
): SharingHandlers => {
  const { store, clock, random, section, decide, name, pseudonym, suggestions } = dependencies;

  const drawsOf = async ({ accountRef }: Device): Promise<Draw[]> => {
    const subject = await dependencies.subject(accountRef);
    const shares = sharesWith(await decide(accountRef), name);
    if (subject === null) throw new CodedError('unauthorized');
    const stored = await store.draws(accountRef);
    const occasion = await dependencies.occasion(accountRef);
    const added: NewDraw[] = [];
    const draws: Draw[] = [];
    for (const { purpose, recipient, offered } of shares) {
      const known = stored.find((d) => d.purpose === purpose && d.recipient === recipient);
      const { draw } = known ?? { draw: newDraw(random) };
      if (known === undefined) added.push({ accountRef, recipient, purpose, draw });
      const fields = serverFields(offered.fields);
      const all: FieldValues = {
        ...occasion,
        ...accountValues(
          subject,
          { purpose, recipient, fields: [...fields] },
          draw.rotation,
          pseudonym,
        ),
      };
      draws.push({
        purpose,
        recipient,
        deletionHandle: draw.deletionHandle,
        values: Object.fromEntries(
          fields.flatMap((field) => (all[field] === undefined ? [] : [[field, all[field]]])),
        ),
      });
    }
    if (added.length > 0) await store.commit({ draws: added });
    return draws;
  };

  const allowed = (sharing: Sharing | null, purpose: Purpose): readonly Share[] => {
    const shares = sharesWith(sharing, name).filter((s) => s.purpose === purpose && s.allowed);
    if (shares.length === 0) throw new CodedError('choice_refused');
    return shares;
  };
  const submit = async (
    { accountRef }: Device,
    { usage, about }: EndpointRequest<Endpoints['submitUsage']>,
  ): Promise<void> => {
    const sharing = await decide(accountRef);
    const now = clock.now();
    const [first, last] = [dayOf(now - limits.maxUsageDays * dayMs), dayOf(now + dayMs)];
    const days = usage.filter(({ day }) => day >= first && day <= last);
    const intend = (share: Share, day: string, values: FieldValues): SubmittedDay => ({
      accountRef,
      recipient: share.recipient,
      purpose: share.purpose,
      createdAt: now,
      day,
      values: JSON.stringify(values),
    });
    const submitted: SubmittedDay[] = [];
    if (usage.length > 0)
      for (const share of allowed(sharing, 'usage-metrics'))
        submitted.push(...days.map((one) => intend(share, one.day, one)));
    if (about !== null)
      for (const share of allowed(sharing, 'understanding-use'))
        submitted.push(intend(share, dayOf(now), about));
    if (submitted.length > 0) await store.commit({ submitted });
  };

  return {
    listDisclosures: createListDisclosures(store),
    listDraws: async (_request, context) => {
      const caller = callerOf(context);
      return { draws: await section(() => drawsOf(caller)) };
    },
    submitUsage: async (request, context) => {
      const caller = callerOf(context);
      await section(() => submit(caller, request));
      dependencies.onSubmitted();
      return {};
    },
    listSuggestions: async (_request, context) => {
      const { accountRef } = callerOf(context);
      const found = await section(() => suggestions.of(accountRef));
      if (found === null) throw new CodedError('choice_refused');
      suggestions.refresh();
      return { suggestions: [...found] };
    },
  };
};
