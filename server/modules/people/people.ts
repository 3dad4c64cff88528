import { createHash, timingSafeEqual } from 'node:crypto';
import { CodedError } from '../../../contract/errors/coded-error.ts';
import { utf8ToBytes } from '../../../contract/utf8.ts';
import type { ReportedMessage } from '../../../contract/wire/people.ts';
import { callerOf, type Handlers } from '../../http/handlers.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ServerLimits } from '../../server-limits.ts';
import type { DeliveryStore, ProfileStore, ReportStore } from '../../store/types/people.ts';

export interface PeopleDependencies {
  readonly reports: ReportStore;
  readonly profiles: ProfileStore;
  readonly delivery: DeliveryStore;
  readonly clock: Clock;
  readonly limits: Pick<ServerLimits, 'maxReportBytes' | 'maxReportsPerAccount'>;
  /** What the relay would say to somebody else. */
  readonly mayDeliver: (accountId: string, token: Uint8Array | null) => Promise<boolean>;
  /** Others must show another token now, or none. */
  readonly onDeliveryChanged: (accountId: string) => void;
}

const toBytes = (base64: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(base64, 'base64'));
const noHash = new Uint8Array(32);

const bytesOf = (messages: readonly ReportedMessage[]): number =>
  messages.reduce((sum, { text }) => sum + utf8ToBytes(text).length, 0);

export const createPeopleHandlers = ({
  reports,
  profiles,
  delivery,
  clock,
  limits,
  mayDeliver,
  onDeliveryChanged,
}: PeopleDependencies): Pick<
  Handlers,
  'report' | 'putProfile' | 'readProfile' | 'setDelivery' | 'checkDelivery'
> => ({
  report: async ({ reportId, about, messages, note }, context) => {
    if (bytesOf(messages) > limits.maxReportBytes) throw new CodedError('too_large');
    const outcome = await reports.add(
      {
        id: reportId,
        reporter: callerOf(context).accountRef,
        about,
        note,
        messages,
        receivedAt: clock.now(),
      },
      limits.maxReportsPerAccount,
    );
    if (outcome === 'full') throw new CodedError('quota_full');
    return {};
  },
  putProfile: async ({ field, sealed }, context) => {
    await profiles.put(
      callerOf(context).accountRef,
      field,
      sealed && { tokenHash: toBytes(sealed.tokenHash), content: toBytes(sealed.content) },
    );
    return {};
  },
  readProfile: async ({ accountId, field, token }) => {
    const shown = createHash('sha256').update(toBytes(token)).digest();
    const wanted = await profiles.tokenHash(accountId, field);
    const fits = timingSafeEqual(shown, wanted ?? noHash);
    // What is sealed is read only for who may have it: a look that finds nothing costs the same whatever is there.
    const content = fits && wanted !== null ? await profiles.content(accountId, field) : null;
    if (content === null) throw new CodedError('not_found');
    return { content: Buffer.from(content).toString('base64') };
  },
  checkDelivery: async ({ token }, context) => ({
    allowed: await mayDeliver(callerOf(context).accountId, token === null ? null : toBytes(token)),
  }),
  setDelivery: async ({ tokenHash, sealedHash }, context) => {
    const { accountRef, accountId } = callerOf(context);
    await delivery.set(accountRef, {
      tokenHash: tokenHash === null ? null : toBytes(tokenHash),
      sealedHash: sealedHash == null ? null : toBytes(sealedHash),
    });
    onDeliveryChanged(accountId);
    return {};
  },
});
