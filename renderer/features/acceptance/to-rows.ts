import type { PolicyRow } from '../../../contract/policy/document.ts';
import { rowOf } from '../../../contract/policy/in-force.ts';
import { isChosenPurpose } from '../../../contract/policy/purposes.ts';
import type { Version } from './use-version.ts';

export type ChangedRow = Version['changes'][number] & {
  /** As the new version has it; as the old one had it when it is removed, where that is known. */
  readonly row: PolicyRow | undefined;
  readonly was: PolicyRow | undefined;
  readonly chosen: boolean;
  /** Before it is touched; `undefined` where there is no box. */
  readonly ticked: boolean | undefined;
};

const weight = { added: 0, widened: 0, narrowed: 1, removed: 1, same: 2 } as const;

/** The rows of a version, what asks for more first. */
export const toRows = ({ policy, before, changes, boxes }: Version): ChangedRow[] =>
  changes
    .map((change) => {
      const { purpose, recipient } = change;
      const was = before ? rowOf(before, purpose, recipient) : undefined;
      const box = boxes.find((one) => one.purpose === purpose && one.recipient === recipient);
      return {
        ...change,
        row: change.change === 'removed' ? was : rowOf(policy, purpose, recipient),
        was,
        chosen: isChosenPurpose(purpose),
        ticked: change.change === 'removed' ? undefined : box?.ticked,
      };
    })
    .sort((a, b) => weight[a.change] - weight[b.change]);

/** How many rows are not as they were. */
export const countChanges = (rows: readonly ChangedRow[]): number =>
  rows.filter(({ change }) => change !== 'same').length;

/** Minutes to read a text at 220 words a minute, at least one. */
export const toMinutes = (text: string): number =>
  Math.max(1, Math.round(text.trim().split(/\s+/).length / 220));
