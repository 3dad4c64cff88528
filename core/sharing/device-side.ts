import { CodedError } from '../../contract/errors/coded-error.ts';
import type { Account } from '../account/account.ts';
import type { Asking } from '../connection/asking.ts';
import type { Context } from '../context.ts';
import type { MessengerHandlers } from '../events.ts';
import { preview } from './preview.ts';
import type { Decided } from './state.ts';
import { suggestions } from './suggestions.ts';
import { type AboutDevice, aboutDue, toAboutDevice } from './usage/about-device.ts';
import { createCounting } from './usage/counting.ts';
import { toldMark } from './usage/marks.ts';

/** What only the device knows, what comes back through the gate, and what would be sent next. */
export interface DeviceSide {
  readonly handlers: Pick<MessengerHandlers['sharing'], 'preview' | 'suggestions' | 'opened'>;
  /** Acts on what is decided now; throws as the store does. */
  readonly follow: (decided: Decided) => void;
  /** Hands over what is due and allowed. Rejects as `api` and the store do; then it is tried again as it was. */
  readonly handOver: (asking: Asking) => Promise<void>;
  /** Forgets all of it. Inside a transaction. */
  readonly forget: () => void;
}

export interface DeviceSideOptions {
  readonly account: Pick<Account, 'ready' | 'api'>;
  readonly decided: () => Promise<Decided>;
  readonly about: { readonly appVersion: string; readonly system: AboutDevice['system'] };
}

/** Over the database of `context`. Nothing is counted or handed over before it is called. */
export const createDeviceSide = (context: Context, options: DeviceSideOptions): DeviceSide => {
  const { meta } = context.store;
  const { account, decided } = options;
  const counting = createCounting(context);
  const about = toAboutDevice(options.about);

  return {
    handlers: {
      preview: (asked) =>
        preview(
          {
            api: account.api,
            decided,
            ofDevice: (now, purpose) => {
              if (purpose === 'understanding-use') return { ...about };
              return purpose === 'usage-metrics' ? { ...counting.next(now) } : {};
            },
            ownNumber: () => account.ready()?.number,
          },
          asked,
        ),
      suggestions: () => suggestions(account.api, decided),
      opened: async () => {
        counting.opened(await decided());
        return {};
      },
    },
    follow: counting.follow,
    handOver: async ({ api }) => {
      const now = await decided();
      const days = counting.due(now);
      const told = aboutDue(meta, about, now);
      if (days === null && told === null) return;
      // Between the decision and this call nothing else runs.
      const sent = api('submitUsage', {
        usage: [...(days?.usage ?? [])],
        about: told?.about ?? null,
      });
      try {
        await sent;
      } catch (error) {
        // The server knows of a refusal that is not known here yet.
        if (!(error instanceof CodedError) || error.code !== 'choice_refused') throw error;
        if (days !== null) counting.forget();
        return;
      }
      days?.handedOver();
      told?.handedOver();
    },
    forget: () => {
      context.store.usage.clear();
      counting.forget();
      toldMark.save(meta, null);
    },
  };
};
