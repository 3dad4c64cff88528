import type { RefObject } from 'react';
import type { Shown } from '../../../contract/consent/shown.ts';
import type { SharingRow } from '../../../contract/ipc/sharing/state.ts';
import { useSession } from '../../host/context.tsx';
import type { Host } from '../../host/host.ts';
import type { TimedSharing } from '../../host/sharing.ts';
import { type Action, useAction } from '../../host/use-action.ts';
import { useLanguage } from '../../i18n/intl.tsx';
import { readTexts } from '../../ui/read-texts.ts';

/** The version whose rows stand on the screen; null while there is none. */
const toShownPolicy = ({ inForce, accepted, ask }: TimedSharing): string | null =>
  inForce?.hash ?? ask?.policyHash ?? accepted?.hash ?? null;

const toBox = ({ purpose, recipient, on }: SharingRow) => ({ purpose, recipient, ticked: on });

/**
 * A press that decides, told with exactly what stood on the screen: the rule at the head of the page, the heading over the part,
 * and the part itself, as they were before the press.
 */
export const useDecide = <A extends unknown[]>(
  state: TimedSharing,
  part: RefObject<HTMLElement | null>,
  shares: readonly SharingRow[],
  decide: (host: Host, shown: Shown, ...input: A) => Promise<TimedSharing | CallState>,
): Action<A> => {
  const { host, sharing } = useSession();
  const language = useLanguage();
  return useAction(async (...input: A) => {
    const policyHash = toShownPolicy(state);
    if (policyHash === null) return;
    const page = part.current?.closest('[data-page]');
    const texts = readTexts(
      page?.querySelector('[data-intro]') ?? null,
      part.current?.closest('section')?.querySelector('[data-head]') ?? null,
      part.current,
    );
    const shown = { language, policyHash, texts, boxes: shares.map(toBox) };
    sharing.take(await decide(host, shown, ...input));
  });
};

type CallState = Awaited<ReturnType<Host['sharing']['get']>>;
